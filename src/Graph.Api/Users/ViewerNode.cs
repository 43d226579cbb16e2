using Graph.Api.Server.Authorization;
using Graph.Api.Server.Relay;
using Graph.Api.Users.RealNames;
using Graph.Api.Users.Security;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.BankCards;

namespace Graph.Api.Users;

/// <summary>The ID of a viewer. It has the value of the user's ID, and a type of its own.</summary>
public readonly record struct ViewerId(Guid Value) : ITypedId<ViewerId>
{
    public static ViewerId From(Guid value) => new(value);
}

/// <summary>The person who is signed in, with their private data.</summary>
[Authenticated]
public sealed class ViewerNode(User user) : INode
{
    private static readonly KeptQuery<UserId, BankCard> Usable = new((db, viewer) =>
        db.Set<BankCard>().Where(BankCard.IsUsableBy(viewer, db)).OrderByDescending(c => c.AddedAt));

    internal UserId UserId => user.Id;

    internal long FriendCount => user.FriendCount;

    /// <summary>The opaque global ID. Only the viewer can fetch the object by it.</summary>
    public ITypedId Id => new ViewerId(user.Id.Value);

    /// <summary>The viewer's public profile, as others see it.</summary>
    public UserNode User => new(UserProfile.Of(user));

    /// <summary>
    /// The viewer's roles. Everybody has USER; each other role allows more.
    /// </summary>
    public IReadOnlyList<Role> Roles => user.Roles;

    /// <summary>The viewer's settings: what others may see. Change them with `updateProfile`.</summary>
    public SettingsNode Settings => new(user);

    /// <summary>The viewer's verified identity: real-name level, evidence and payment limits.</summary>
    public RealNameNode RealName => new(user);

    /// <summary>The security of the account: payment PIN, freeze, sessions and audit log.</summary>
    public SecurityNode Security => new(user);

    /// <summary>The bank cards that were accepted as the viewer's own, the newest first.</summary>
    public async Task<IReadOnlyList<BankCardNode>> BankCards(GraphDb db, CancellationToken cancellationToken)
    {
        var cards = await Usable.ListAsync(db, user.Id, cancellationToken);
        return cards.ConvertAll(card => new BankCardNode(card));
    }
}

/// <summary>The viewer's settings: what others may see. Change them with `updateProfile`.</summary>
public sealed class SettingsNode(User user)
{
    /// <summary>Whether friends see the viewer's full real name. The default is true.</summary>
    public bool ShowsRealNameToFriends => user.ShowsRealNameToFriends;

    /// <summary>Whether friends see the list of the viewer's friends. The default is true.</summary>
    public bool FriendsSeeFriends => user.FriendsSeeFriends;

    /// <summary>
    /// Whether people who know the viewer's phone number can find the account by it. The default is true.
    /// </summary>
    public bool FoundByPhone => user.FoundByPhone;

    /// <summary>Whether friends see the band of the viewer's trust score. The default is false.</summary>
    public bool ShowsTrustBand => user.ShowsTrustBand;

    /// <summary>
    /// The visibility of the viewer's payments and purchases, and of the news that the viewer joined or founded a community. It applies
    /// when the input of a mutation leaves `visibility` out or has none. If the two sides of a payment differ, the stricter setting
    /// applies. The default is PARTIES. Posts and investments have defaults of their own.
    /// </summary>
    public Visibility DefaultVisibility => user.DefaultVisibility;
}
