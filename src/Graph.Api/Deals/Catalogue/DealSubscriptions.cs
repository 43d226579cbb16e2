using Graph.Api.Server.Documents;
using Graph.Api.Deals.Orders;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Streams;
using Graph.Domain.Deals;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Orders;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Deals.Catalogue;

[SubscriptionFields]
public sealed class DealSubscriptions
{
    /// <summary>The largest number of deals that a stream watches. The nearest ones are taken.</summary>
    private const int MostWatched = 200;

    /// <summary>
    /// Streams the deals that are redeemed in a circle, at most the 200 nearest. First it sends each deal that can be
    /// bought now, the nearest first, and then one update with `snapshotComplete`. After that it sends each deal that
    /// goes on sale, and each deal that changes: it was paused, sold out or ended, or the number of remaining pieces
    /// changed. When several changes follow each other quickly, states in between may be skipped.
    /// </summary>
    /// <param name="near">The circle in which to search.</param>
    /// <param name="where">
    /// A filter. All deals match when it is left out. A deal that was sent is sent again when it changes, even if it does
    /// not match any more.
    /// </param>
    [AtMost(MostWatched)]
    public static IAsyncEnumerable<DealNearbyUpdate?> DealsNearby(
        EventStreams streams,
        GraphDb db,
        Caller caller,
        TimeProvider clock,
        GraphContext context,
        NearInput near,
        DealFilterInput? where,
        CancellationToken cancellationToken)
    {
        var circle = near.ToCircle("near");
        var viewer = caller.Id;
        new DealList(db, viewer, clock.UtcNow()).Check(where);
        DateTime? nextStart = null;
        return streams.WatchEachAsync<DealId, DealNow>(
            DealAreas.Around(circle),
            async (read, shown) =>
            {
                var list = new DealList(read, viewer, clock.UtcNow());
                var found = await ReadAsync(list, circle, where, shown, cancellationToken);

                // When a deal begins, nothing is written.
                nextStart = await list.NextStartAsync(circle, cancellationToken);
                return found;
            },
            deal => deal.Deal.Id,
            (seen, deal) => seen is null ? deal.Status == DealStatus.Live : !seen.Equals(deal),
            deal => deal.Status == DealStatus.Ended ? null : deal.Deal.EndsAt,
            () => nextStart,
            context,
            cancellationToken).Select(deal => (DealNearbyUpdate?)DealNearbyUpdate.Of(deal));
    }

    /// <summary>
    /// Streams a group: first its current state, then its new state after each change. When several changes follow
    /// each other quickly, states in between may be skipped. If there is no such group, it sends null and ends.
    /// </summary>
    /// <param name="id">The ID of the group.</param>
    public static IAsyncEnumerable<GroupBuyNode?> GroupBuy(
        EventStreams streams, TimeProvider clock, GraphContext context, GroupBuyId id, CancellationToken cancellationToken) =>
        streams.WatchAsync(
            DealTopics.Group(id),
            async db => await db.Set<GroupBuy>().SingleOrDefaultAsync(g => g.Id == id, cancellationToken) is { } group
                ? new GroupBuyNode(group, clock.UtcNow())
                : null,
            context,
            cancellationToken);

    private static async Task<IReadOnlyList<DealNow>> ReadAsync(
        DealList list,
        Circle circle,
        DealFilterInput? where,
        IReadOnlyCollection<DealId> shown,
        CancellationToken cancellationToken)
    {
        var found = await list.NowAsync(circle, where, MostWatched, cancellationToken);

        // Those that do not match any more, and those that are not among the nearest any more.
        var gone = shown.Except(found.Select(deal => deal.Deal.Id)).ToList();
        return gone.Count == 0
            ? found
            : [.. found, .. await list.NowAsync(circle, gone, cancellationToken)];
    }
}

/// <summary>An event of the stream `dealsNearby`: a deal, or the end of the first deals.</summary>
/// <param name="Deal">A deal with its current state; null in the update that has `snapshotComplete`.</param>
/// <param name="DistanceMeters">
/// The distance from the centre of the circle to the deal's nearest shop, in metres; null without a deal.
/// </param>
/// <param name="SnapshotComplete">
/// True once: after all deals that were on sale when the stream began. False in all other updates.
/// </param>
public sealed record DealNearbyUpdate(DealNode? Deal, int? DistanceMeters, bool SnapshotComplete)
{
    internal static DealNearbyUpdate Of(DealNow? now) => now is null
        ? new(null, null, SnapshotComplete: true)
        : new(new DealNode(now.Deal), (int)Math.Round(SpherePoint.MetersOf(now.Distance)), SnapshotComplete: false);
}

/// <summary>
/// A deal at a point in time. It compares the values that can change, so that a stream sends a state only if it differs
/// from the last.
/// </summary>
/// <param name="Deal">The deal.</param>
/// <param name="Distance">The square of the chord from the centre to the nearest shop, in Earth radii: what deals are put in order by.</param>
/// <param name="Left">How many pieces are left.</param>
/// <param name="Status">The status at that time.</param>
internal sealed record DealNow(Deal Deal, double Distance, long Left, DealStatus Status)
{
    public bool Equals(DealNow? other) =>
        other is not null && Deal.Id == other.Deal.Id && Left == other.Left && Status == other.Status;

    public override int GetHashCode() => HashCode.Combine(Deal.Id, Left, Status);
}
