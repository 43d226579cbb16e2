using Graph.Api.Deals.Catalogue;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Api.Users.Announcements;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Orders;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;

namespace Graph.Api.Deals.Orders;

/// <summary>
/// A group of people who buy a deal together at the group price. If the group is not complete in time, all get their
/// money back.
/// </summary>
public sealed class GroupBuyNode(GroupBuy group, DateTime now)
    : INode, IActivitySubject, INotificationSubject, IEquatable<GroupBuyNode>
{
    /// <summary>The groups of deals that can be joined at a time.</summary>
    internal static KeptLists<DealId, (IReadOnlyList<DealId> Deals, DateTime Now), GroupBuy> EndingFirst { get; } = new(
        new Keyset<GroupBuy>("open groups").By(g => g.ExpiresAt).By(g => g.Tiebreak),
        (db, of) => LiveDeals(db, of.Deals, of.Now),
        (db, of) => from open in db.Set<GroupBuy>()
                    where LiveDeals(db, of.Deals, of.Now).Any(deal => deal == open.DealId)
                        && open.Status == GroupBuyStatus.Open && open.ExpiresAt > of.Now && open.Members < open.Size
                    select open,
        open => open.DealId);

    private static IQueryable<DealId> LiveDeals(GraphDb db, IReadOnlyList<DealId> deals, DateTime now) =>
        db.Set<Deal>().Where(d => deals.Contains(d.Id) && d.Status == DealStatus.Live && d.EndsAt > now).Select(d => d.Id);

    /// <summary>The opaque global ID. To join the group, give it to `buyDeal` as `group: { join: … }`.</summary>
    public ITypedId Id => group.Id;

    /// <summary>The deal that the group buys.</summary>
    public Loading<DealNode> Deal(DealLoaders deals) => deals.Deals.Load(group.DealId, deal => deal!);

    /// <summary>
    /// The person who started the group; null when that person does not let the viewer see the purchase, and when
    /// nobody is signed in.
    /// </summary>
    [AnswersNull]
    public Loading<UserNode?> Initiator(DealLoaders deals) => deals.InitiatorOf.Load(group.Id);

    /// <summary>
    /// Whether the viewer has bought in this group, with any account of the same person. False when nobody is signed in.
    /// </summary>
    [AnswersNull]
    public Loading<bool> ViewerIsMember(DealLoaders deals) => deals.IsInGroup.Load(group.Id);

    /// <summary>The number of buyers in the group.</summary>
    public int MemberCount => (int)group.Members;

    /// <summary>
    /// The viewer's friends in the group who let others see their purchase, in the order of their handles. Empty
    /// when nobody is signed in.
    /// </summary>
    [AnswersNull]
    [AtMost(Domain.Deals.Catalogue.Deal.MaxGroup)]
    public Loading<IReadOnlyList<UserNode>> FriendsInGroup(DealLoaders deals) => deals.FriendsInGroup.Load(group.Id);

    /// <summary>The number of buyers that are still missing.</summary>
    public int Missing => (int)(group.Size - group.Members);

    /// <summary>The status of the group.</summary>
    public GroupBuyStatus Status => group.StatusAt(now);

    /// <summary>The time until which people can join the group, in UTC.</summary>
    public DateTime ExpiresAt => group.ExpiresAt;

    /// <summary>
    /// Compares the values that can change, so that a stream sends a state only if it differs from the last.
    /// </summary>
    public bool Equals(GroupBuyNode? other) =>
        other is not null && Id.Equals(other.Id) && MemberCount == other.MemberCount && Status == other.Status;

    public override bool Equals(object? obj) => Equals(obj as GroupBuyNode);

    public override int GetHashCode() => HashCode.Combine(Id, MemberCount, Status);
}
