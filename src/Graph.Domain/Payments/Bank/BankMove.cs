using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.BankCards;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Payments.Bank;

/// <summary>Money to be moved between an account of this system and a bank card.</summary>
/// <param name="Direction">The direction of the money.</param>
/// <param name="Kind">The kind of the transaction.</param>
/// <param name="Account">The account of this system.</param>
/// <param name="Card">The card. It must be accepted as the actor's own.</param>
/// <param name="Amount">The amount.</param>
public sealed record BankMove(BankDirection Direction, TransactionKind Kind, AccountId Account, BankCardId Card, Money Amount)
{
    /// <summary>The person who owns the wallet; null for the account of a business.</summary>
    public UserId? Owner { get; init; }

    /// <summary>The settlement account of the business; null for a wallet.</summary>
    public AccountId? Business { get; init; }

    /// <summary>How the actor confirmed it. A passkey is used up with it.</summary>
    public Confirmed Confirmed { get; init; } = Confirmed.BySession;

    /// <summary>Finds the card if the actor may use it for the move now.</summary>
    public async Task<BankCard> UsableCardAsync(GraphDb db, UserId actor, DateTime now)
    {
        var card = await db.Set<BankCard>().Where(BankCard.IsUsableBy(actor, db)).SingleOrDefaultAsync(c => c.Id == Card)
            ?? throw new DomainException(new NotFoundError("bankCard"));
        if (Direction == BankDirection.FromCard)
        {
            return card;
        }

        if (card.WithdrawableFrom > now)
        {
            throw new DomainException(new BankCardTooNewError(card.WithdrawableFrom));
        }

        await RequireOwnersAsync(db, card, actor, now);
        return card;
    }

    /// <summary>
    /// Requires that the money cannot go to a card of somebody who had a session for a while. While the account is frozen, only cards
    /// count to which money could be withdrawn when it was frozen. After a reset of the password or a change of the phone, money leaves
    /// only with a PIN that is old enough; where there is none, or none can be sent, it waits.
    /// </summary>
    private async Task RequireOwnersAsync(GraphDb db, BankCard card, UserId actor, DateTime now)
    {
        var owner = await db.Set<User>().SingleAsync(u => u.Id == actor);
        if (card.WithdrawableFrom > owner.FrozenAt)
        {
            throw new DomainException(new AccountFrozenError());
        }

        if (owner.RestrictedUntil is { } until && until > now)
        {
            await (Confirmed.HasPin
                ? Restrictions.RequireOldPinAsync(db, actor, until)
                : throw (Owner is null ? new DomainException(new AccountRestrictedError(until)) : Restrictions.PinNeeded(owner, now)));
        }
    }
}
