using Graph.Api.Server.Authorization;
using Graph.Api.Server.Relay;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Users;

/// <summary>The id of the signed-in person's own view.</summary>
public readonly record struct ViewerId(Guid Value) : ITypedId<ViewerId>
{
    public static ViewerId From(Guid value) => new(value);
}

/// <summary>Whoever is signed in, and everything that is theirs alone.</summary>
[Authenticated]
public sealed class ViewerNode(User user) : INode
{
    internal UserId UserId => user.Id;

    /// <summary>Opaque and global; only the viewer can fetch it.</summary>
    public ITypedId Id => new ViewerId(user.Id.Value);

    /// <summary>Oneself, as others see it.</summary>
    public UserNode User => new(user);

    /// <summary>What the viewer may do beyond their own affairs.</summary>
    public IReadOnlyList<Role> Roles => user.Roles;

    /// <summary>What others are shown.</summary>
    public SettingsNode Settings => new(user);

    /// <summary>Who the viewer is to the outside world: level, evidence, limits.</summary>
    public RealNameNode RealName => new(user);

    /// <summary>How the account is secured.</summary>
    public SecurityNode Security => new(user);

    /// <summary>Cards that stand accepted as the viewer's own; the newest first.</summary>
    public async Task<IReadOnlyList<BankCardNode>> BankCards(GraphDb db, CancellationToken cancellationToken)
    {
        var cards = await db.Set<BankCard>()
            .Where(BankCard.IsUsableBy(user.Id, db))
            .OrderByDescending(c => c.AddedAt)
            .ToListAsync(cancellationToken);
        return cards.ConvertAll(card => new BankCardNode(card));
    }
}

/// <summary>What the viewer lets others see; change it with updateProfile.</summary>
public sealed class SettingsNode(User user)
{
    /// <summary>Whether friends see the whole real name; default true.</summary>
    public bool ShowsRealNameToFriends => user.ShowsRealNameToFriends;

    /// <summary>Whether friends see who the other friends are; default true.</summary>
    public bool FriendsSeeFriends => user.FriendsSeeFriends;

    /// <summary>Whether whoever knows the viewer's phone number finds the account by it; default true.</summary>
    public bool FoundByPhone => user.FoundByPhone;

    /// <summary>Who may see a payment when its sender says nothing; the stricter side's wish wins. Default PARTIES.</summary>
    public Visibility DefaultVisibility => user.DefaultVisibility;
}
