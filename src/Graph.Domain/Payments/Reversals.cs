using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Payments;

/// <summary>
/// Reverses payments for an operator. A payment can be reversed only once, and only completely. Operators cannot reverse
/// payments that concern themselves.
/// </summary>
public sealed class Reversals(Idempotency idempotency, GeneralLedger ledger, TransactionKinds kinds)
{
    public Task<Answer<TransactionId>> ReverseAsync(
        UserId actor, Guid key, TransactionId id, string reason, CancellationToken cancellationToken)
    {
        var check = new Validation();
        reason = check.Text(TextKind.NeededReason, reason, "reason");
        check.ThrowIfAny();
        var command = new Command(
            actor, "reverseTransaction", key, new RequestInput().With("transaction", id).With("reason", reason));
        return idempotency.RunAsync(
            command,
            confirm: null,
            async db =>
            {
                var original = await db.Set<Transaction>().SingleOrDefaultAsync(t => t.Id == id)
                    ?? throw new DomainException(new NotFoundError("transaction"));
                await RequireOthersAsync(db, actor, original);
                if (!kinds.Of(original.Kind).IsReversible || original.Status != TransactionStatus.Posted)
                {
                    throw new DomainException(new NotReversibleError());
                }

                try
                {
                    var reversal = await ledger.ReverseAsync(db, original, reason, command);
                    NoteForPayee(db, reversal);
                    return reversal.Id;
                }
                catch (DomainException refusal) when (refusal.Errors is [InsufficientFundsError])
                {
                    // The original error tells how much the payee's wallet has. The operator must not see that.
                    throw new DomainException(new ReversalNotCoveredError());
                }
                catch (DomainException refusal) when (refusal.Errors is [PayeeCannotReceiveError or ValidationError])
                {
                    // The payer or the payee has closed the account since, so the money cannot go back.
                    throw new DomainException(new NotReversibleError());
                }
            },
            staysOpen: false,
            cancellationToken);
    }

    /// <summary>Refuses when the operator, with any account, is a side of the payment or works for its business.</summary>
    private static async Task RequireOthersAsync(GraphDb db, UserId actor, Transaction original)
    {
        if (await PersonOf.Accounts(db, actor).AnyAsync(u => u.Id == original.PayerId || u.Id == original.PayeeId
            || db.Set<BusinessMember>().Any(m => m.UserId == u.Id && m.AccountId == original.BusinessId)))
        {
            throw new DomainException(new OwnPaymentError());
        }
    }

    /// <summary>
    /// Tells the person whose money was taken, in the log of their account. The ledger's own line is in the operator's
    /// log. The operator's session is left out, because it is nobody else's business.
    /// </summary>
    private static void NoteForPayee(GraphDb db, Transaction reversal)
    {
        if (reversal.PayerId is { } taken)
        {
            var amount = new Money(reversal.Amount, reversal.Currency);
            db.Audit(
                taken, AuditKind.MoneyMoved, reversal.CreatedAt,
                $"REVERSAL of a payment to you, by an operator: {amount}. {reversal.Note}", isByNoSession: true);
        }
    }
}
