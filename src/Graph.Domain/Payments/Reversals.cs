using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Payments;

/// <summary>Reverses payments for an operator. A payment can be reversed only once, and only completely.</summary>
public sealed class Reversals(Idempotency idempotency, GeneralLedger ledger, TransactionKinds kinds)
{
    public Task<Answer<TransactionId>> ReverseAsync(
        UserId actor, Guid key, TransactionId id, string reason, CancellationToken cancellationToken)
    {
        new Validation()
            .Check(reason.Trim().Length is > 0 and <= Transaction.MaxNote, "A reason has 1 to 200 characters.", "reason")
            .ThrowIfAny();
        var command = new Command(
            actor, "reverseTransaction", key, new RequestInput().With("transaction", id).With("reason", reason));
        return idempotency.RunAsync(
            command,
            confirm: null,
            async db =>
            {
                var original = await db.Set<Transaction>().SingleOrDefaultAsync(t => t.Id == id)
                    ?? throw new DomainException(new NotFoundError());
                if (!kinds.Of(original.Kind).IsReversible || original.Status != TransactionStatus.Posted)
                {
                    throw new DomainException(new NotReversibleError());
                }

                try
                {
                    return (await ledger.ReverseAsync(db, original, reason.Trim(), command)).Id;
                }
                catch (DomainException refusal) when (refusal.Errors is [InsufficientFundsError])
                {
                    // The original error tells how much the payee's wallet has. The operator must not see that.
                    throw new DomainException(new ReversalNotCoveredError());
                }
            },
            staysOpen: false,
            cancellationToken);
    }
}
