using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Payments.Bank;

public sealed record Withdrawal(UserId Actor, Guid Key, Money Amount, BankCardId BankCard)
{
    public string? PaymentPin { get; init; }
}

/// <summary>
/// Money from one's wallet to one's own bank card: at any level, frozen or not, and counted against no limit, so that
/// nobody is trapped.
/// </summary>
public sealed class Withdrawals(Idempotency idempotency, GeneralLedger ledger, Clearing clearing, PaymentPins pins)
{
    public async Task<Answer<TransactionId>> WithdrawAsync(
        Withdrawal withdrawal, Origin origin, CancellationToken cancellationToken)
    {
        var command = new Command(
            withdrawal.Actor, "withdraw", withdrawal.Key, new { withdrawal.Amount, withdrawal.BankCard });
        var request = clearing.NewRequest();
        var answer = await idempotency.RunAsync(
            command,
            confirm: () => pins.ConfirmAsync(withdrawal.Actor, withdrawal.PaymentPin, origin),
            db => OpenAsync(db, withdrawal, command, request),
            staysOpen: true,
            cancellationToken);
        return await clearing.FinishAsync(answer, request);
    }

    private async Task<TransactionId> OpenAsync(GraphDb db, Withdrawal withdrawal, Command command, BankRequestId request)
    {
        var card = await Clearing.CardOfAsync(db, withdrawal.BankCard, withdrawal.Actor);
        var wallet = await db.Set<Account>().SingleAsync(a => a.OwnerId == withdrawal.Actor);
        var movement = new Movement(
            TransactionKind.Withdrawal, wallet.Id, Account.BankId, withdrawal.Amount, withdrawal.Actor)
        {
            Payer = withdrawal.Actor,
            BankCard = card.Id,
            Cause = command,
        };
        var transaction = await ledger.HoldAsync(db, movement, expiresAt: null);
        clearing.Open(db, request, BankDirection.ToCard, transaction, command);
        return transaction.Id;
    }
}
