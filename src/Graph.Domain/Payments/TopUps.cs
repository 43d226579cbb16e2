using Graph.Domain.Ledger;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Payments;

public sealed record TopUp(UserId Actor, Guid Key, Money Amount, BankCardId BankCard);

/// <summary>Money from one's own bank card into one's wallet.</summary>
public sealed class TopUps(Idempotency idempotency, GeneralLedger ledger, Clearing clearing, TimeProvider clock)
{
    private const string Operation = "topUp";

    public async Task<Answer<TransactionId>> TopUpAsync(TopUp topUp, CancellationToken cancellationToken)
    {
        var request = new BankRequestId(clock.NewGuid());
        var answer = await idempotency.RunAsync(
            new Command(topUp.Actor, Operation, topUp.Key, new { topUp.Amount, topUp.BankCard }),
            confirm: () => Task.CompletedTask,
            db => OpenAsync(db, topUp, request),
            staysOpen: true,
            cancellationToken);
        if (answer.Replayed)
        {
            return answer;
        }

        // Between the two transactions stands only the committed intent: whoever dies here is continued by Clearing.
        var outcome = await clearing.AskAsync(request, CancellationToken.None);
        return outcome == BankOutcome.Declined
            ? throw new DomainException(new BankDeclinedError())
            : answer;
    }

    private async Task<TransactionId> OpenAsync(GraphDb db, TopUp topUp, BankRequestId requestId)
    {
        var card = await db.BankCards.SingleOrDefaultAsync(c => c.Id == topUp.BankCard && c.UserId == topUp.Actor)
            ?? throw new DomainException(new NotFoundError());
        var wallet = await db.Accounts.SingleAsync(a => a.OwnerId == topUp.Actor);
        var transaction = await ledger.HoldAsync(
            db,
            new Movement(TransactionKind.TopUp, Account.BankId, wallet.Id, topUp.Amount, topUp.Actor)
            {
                Payee = topUp.Actor,
                BankCard = card.Id,
            },
            expiresAt: null);
        db.BankRequests.Add(new BankRequest
        {
            Id = requestId,
            TransactionId = transaction.Id,
            BankCardId = card.Id,
            Amount = topUp.Amount.MinorUnits,
            ActorId = topUp.Actor,
            Operation = Operation,
            Key = new RequestKey(topUp.Key),
            NextAttemptAt = clock.UtcNow() + Clearing.FirstRetry,
        });
        return transaction.Id;
    }
}
