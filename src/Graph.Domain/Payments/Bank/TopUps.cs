using Graph.Domain.Ledger.Requests;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.BankCards;

namespace Graph.Domain.Payments.Bank;

public sealed record TopUp(UserId Actor, Guid Key, Money Amount, BankCardId BankCard);

/// <summary>Moves money from the user's own bank card into the wallet.</summary>
public sealed class TopUps(BankMoves moves)
{
    public Task<Answer<TransactionId>> TopUpAsync(TopUp topUp, CancellationToken cancellationToken) => moves.MoveAsync(
        new Command(
            topUp.Actor,
            "topUp",
            topUp.Key,
            new RequestInput().With("amount", topUp.Amount).With("bankCard", topUp.BankCard)),
        confirm: null,
        async db => new BankMove(
            BankDirection.FromCard, TransactionKind.TopUp, await Wallets.OfAsync(db, topUp.Actor), topUp.BankCard, topUp.Amount)
        {
            Owner = topUp.Actor,
        },
        cancellationToken);
}
