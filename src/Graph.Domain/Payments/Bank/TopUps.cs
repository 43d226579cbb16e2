using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Payments.Bank;

public sealed record TopUp(UserId Actor, Guid Key, Money Amount, BankCardId BankCard);

/// <summary>Money from one's own bank card into one's wallet.</summary>
public sealed class TopUps(Idempotency idempotency, GeneralLedger ledger, Clearing clearing)
{
    public async Task<Answer<TransactionId>> TopUpAsync(TopUp topUp, CancellationToken cancellationToken)
    {
        var command = new Command(topUp.Actor, "topUp", topUp.Key, new { topUp.Amount, topUp.BankCard });
        var request = clearing.NewRequest();
        var answer = await idempotency.RunAsync(
            command,
            confirm: null,
            db => OpenAsync(db, topUp, command, request),
            staysOpen: true,
            cancellationToken);
        return await clearing.FinishAsync(answer, request);
    }

    private async Task<TransactionId> OpenAsync(GraphDb db, TopUp topUp, Command command, BankRequestId request)
    {
        var card = await Clearing.CardOfAsync(db, topUp.BankCard, topUp.Actor);
        var wallet = await db.Set<Account>().SingleAsync(a => a.OwnerId == topUp.Actor);
        var movement = new Movement(TransactionKind.TopUp, Account.BankId, wallet.Id, topUp.Amount, topUp.Actor)
        {
            Payee = topUp.Actor,
            BankCard = card.Id,
            Cause = command,
        };
        var transaction = await ledger.HoldAsync(db, movement, expiresAt: null);
        clearing.Open(db, request, BankDirection.FromCard, transaction, command);
        return transaction.Id;
    }
}
