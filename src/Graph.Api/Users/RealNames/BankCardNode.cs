using Graph.Api.Server.Relay;
using Graph.Domain.Shared;
using Graph.Domain.Users.BankCards;

namespace Graph.Api.Users.RealNames;

/// <summary>
/// A bank card that was accepted as the viewer's own. Top-ups come from it, and withdrawals go to it.
/// </summary>
public sealed class BankCardNode(BankCard card) : INode
{
    /// <summary>The opaque global ID. Only the card's owner can fetch it by this ID.</summary>
    public ITypedId Id => card.Id;

    /// <summary>The name of the bank that issued the card.</summary>
    public string BankName => card.BankName;

    /// <summary>The card number with all but the last four digits hidden. The full number is not stored.</summary>
    public string MaskedNumber => card.MaskedNumber;

    /// <summary>
    /// Whether front ends should offer this card first. `withdrawSettlement` pays to it, once it can be withdrawn to. Change it with `setDefaultBankCard`.
    /// </summary>
    public bool IsDefault => card.DefaultSince is not null;

    /// <summary>
    /// From when on money can be withdrawn to this card, in UTC. A new card waits 24 hours; top-ups from it are possible
    /// at once.
    /// </summary>
    public DateTime WithdrawableFrom => card.WithdrawableFrom;

    /// <summary>The time at which the card was accepted, in UTC.</summary>
    public DateTime AddedAt => card.AddedAt;
}
