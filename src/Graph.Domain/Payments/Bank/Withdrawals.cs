using Graph.Domain.Ledger.Requests;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;

namespace Graph.Domain.Payments.Bank;

public sealed record Withdrawal(UserId Actor, Guid Key, Money Amount, BankCardId BankCard)
{
    public string? PaymentPin { get; init; }
}

/// <summary>
/// Money from one's wallet to one's own bank card: at any level, frozen or not, and counted against no limit, so that
/// nobody is trapped.
/// </summary>
public sealed class Withdrawals(BankMoves moves, PaymentPins pins)
{
    public Task<Answer<TransactionId>> WithdrawAsync(
        Withdrawal withdrawal, Origin origin, CancellationToken cancellationToken) => moves.MoveAsync(
        new Command(
            withdrawal.Actor,
            "withdraw",
            withdrawal.Key,
            new RequestInput().With("amount", withdrawal.Amount).With("bankCard", withdrawal.BankCard)),
        confirm: () => pins.ConfirmAsync(withdrawal.Actor, withdrawal.PaymentPin, origin),
        async db => new BankMove(
            BankDirection.ToCard,
            TransactionKind.Withdrawal,
            await Wallets.OfAsync(db, withdrawal.Actor),
            withdrawal.BankCard,
            withdrawal.Amount)
        {
            Owner = withdrawal.Actor,
        },
        cancellationToken);
}
