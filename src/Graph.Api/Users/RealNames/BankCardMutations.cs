using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Errors;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.BankCards;

namespace Graph.Api.Users.RealNames;

/// <summary>The bank card to offer first.</summary>
/// <param name="BankCard">The ID of one of the viewer's bank cards.</param>
public sealed record SetDefaultBankCardInput(BankCardId BankCard);

/// <summary>The bank card to remove.</summary>
/// <param name="BankCard">The ID of one of the viewer's bank cards.</param>
/// <param name="Password">The account's password.</param>
public sealed record RemoveBankCardInput(BankCardId BankCard, string Password);

/// <param name="BankCard">The bank card, which is the default now.</param>
public sealed record BankCardPreferred(BankCardNode BankCard);

[MutationFields]
public sealed class BankCardMutations
{
    /// <summary>
    /// Makes a bank card the one that front ends offer first, and to which `withdrawSettlement` pays, once it
    /// can be withdrawn to. Calling it again with the same input changes nothing.
    /// </summary>
    [Authenticated]
    [Errors(typeof(NotFoundError))]
    public static async Task<BankCardPreferred> SetDefaultBankCard(
        BankCards cards, UserLoaders users, Caller caller, SetDefaultBankCardInput input)
    {
        var id = await cards.PreferAsync(caller.Viewer, input.BankCard);
        return new BankCardPreferred(new BankCardNode((await users.BankCards.LoadAsync(id, CancellationToken.None))!));
    }

    /// <summary>
    /// Removes a bank card of the viewer. No money moves to or from it any more; the real-name level stays. Added
    /// again, it waits 24 hours for its first withdrawal, like a new one. Send it as the only root field of the
    /// operation.
    /// </summary>
    [Authenticated]
    [Alone]
    [Errors(typeof(ValidationError), typeof(NotFoundError), typeof(WrongPasswordError))]
    public static async Task<ViewerChanged> RemoveBankCard(
        BankCards cards, UserLoaders users, Caller caller, RemoveBankCardInput input)
    {
        await cards.RemoveAsync(caller.Viewer, input.BankCard, input.Password, caller.Origin);
        return await ViewerChanged.ShownAsync(users);
    }
}
