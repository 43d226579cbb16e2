using Graph.Api.Deals.Catalogue;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Api.Users.Announcements;
using Graph.Domain.Deals.Orders;
using Graph.Domain.Shared;

namespace Graph.Api.Deals.Orders;

/// <summary>People who buy a deal together: when enough do in time, all pay the group price; else all get their money back.</summary>
public sealed class GroupBuyNode(GroupBuy group, DateTime now)
    : INode, IActivitySubject, INotificationSubject, IEquatable<GroupBuyNode>
{
    internal static Keyset<GroupBuy> EndingFirst { get; } = new Keyset<GroupBuy>("open groups")
        .By(g => g.ExpiresAt)
        .By(g => g.Tiebreak);

    /// <summary>Opaque and global; give it as `group: { join: … }` to `buyDeal`.</summary>
    public ITypedId Id => group.Id;

    /// <summary>What is bought.</summary>
    public Loading<DealNode> Deal(DealLoaders deals) => deals.Deals.Load(group.DealId, deal => deal!);

    /// <summary>Who began it; null where that person does not let the viewer see the purchase.</summary>
    public Loading<UserNode?> Initiator(DealLoaders deals) => deals.InitiatorOf.Load(group.Id);

    /// <summary>How many buyers it has.</summary>
    public int MemberCount => (int)group.Members;

    /// <summary>Friends among the buyers who let it be seen, by handle.</summary>
    public Loading<IReadOnlyList<UserNode>> Friends(DealLoaders deals) => deals.FriendsInGroup.Load(group.Id);

    /// <summary>How many more buyers it takes.</summary>
    public int Missing => (int)(group.Size - group.Members);

    /// <summary>Where it stands.</summary>
    public GroupBuyStatus Status => group.StatusAt(now);

    /// <summary>Until when it can be joined.</summary>
    public DateTime ExpiresAt => group.ExpiresAt;

    /// <summary>Equal states look the same: a stream of states sends only those that differ.</summary>
    public bool Equals(GroupBuyNode? other) =>
        other is not null && Id.Equals(other.Id) && MemberCount == other.MemberCount && Status == other.Status;

    public override bool Equals(object? obj) => Equals(obj as GroupBuyNode);

    public override int GetHashCode() => HashCode.Combine(Id, MemberCount, Status);
}
