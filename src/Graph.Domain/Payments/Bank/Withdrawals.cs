using Graph.Domain.Ledger.Requests;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.BankCards;
using Graph.Domain.Users.Passkeys;
using Graph.Domain.Users.Security;

namespace Graph.Domain.Payments.Bank;

public sealed record Withdrawal(UserId Actor, Guid Key, Money Amount, BankCardId BankCard)
{
    public PaymentProof Proof { get; init; } = PaymentProof.None;
}

/// <summary>
/// Moves money from a wallet to the user's own bank card. This is possible at every level, even if the account is
/// frozen, and counts against no limit, so that users can always get their money out.
/// </summary>
public sealed class Withdrawals(BankMoves moves, Confirmations confirmations)
{
    public Task<Answer<TransactionId>> WithdrawAsync(
        Withdrawal withdrawal, Origin origin, CancellationToken cancellationToken)
    {
        var command = new Command(
            withdrawal.Actor,
            "withdraw",
            withdrawal.Key,
            new RequestInput().With("amount", withdrawal.Amount).With("bankCard", withdrawal.BankCard));
        var binding = new PaymentBinding(
            command.Actor, command.Operation, command.Key, withdrawal.BankCard, withdrawal.Amount);
        var confirmed = Confirmed.BySession;
        return moves.MoveAsync(
            command,
            confirm: async () => confirmed = await confirmations.ConfirmAsync(withdrawal.Proof, binding, origin),
            async db => new BankMove(
                BankDirection.ToCard,
                TransactionKind.Withdrawal,
                await Wallets.OfAsync(db, withdrawal.Actor),
                withdrawal.BankCard,
                withdrawal.Amount)
            {
                Owner = withdrawal.Actor,
                Confirmed = confirmed,
            },
            cancellationToken);
    }
}
