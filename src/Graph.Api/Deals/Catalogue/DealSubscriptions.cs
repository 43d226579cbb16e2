using System.Runtime.CompilerServices;
using Graph.Api.Deals.Orders;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Streams;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Orders;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
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
    /// bought now, the nearest first. Then it sends each deal that goes on sale, and each deal that changes: it was
    /// paused, sold out or ended, or the number of remaining pieces changed. When several changes follow each other
    /// quickly, states in between may be skipped.
    /// </summary>
    /// <param name="near">The circle in which to search.</param>
    public static IAsyncEnumerable<DealNode?> DealsNearby(
        EventStreams streams, TimeProvider clock, GraphContext context, NearInput near, CancellationToken cancellationToken)
    {
        var circle = near.ToCircle();
        var since = clock.UtcNow();
        return streams.WatchEachAsync(
            Topic.Deals,
            db => ReadAsync(db, circle, since, clock.UtcNow(), cancellationToken),
            deal => deal.Deal.Id,
            (seen, deal) => seen is null ? deal.Status == DealStatus.Live : !seen.Equals(deal),
            context,
            cancellationToken).Select(deal => (DealNode?)new DealNode(deal.Deal));
    }

    /// <summary>
    /// Streams a group: first its current state, then its new state after each change. When several changes follow
    /// each other quickly, states in between may be skipped. If there is no such group, it sends null and ends.
    /// </summary>
    /// <param name="id">The ID of the group.</param>
    public static IAsyncEnumerable<GroupBuyNode?> GroupBuy(
        EventStreams streams, Units units, TimeProvider clock, GraphContext context, GroupBuyId id, CancellationToken cancellationToken)
    {
        return Watch(CancellationToken.None);

        async IAsyncEnumerable<GroupBuyNode?> Watch([EnumeratorCancellation] CancellationToken stop)
        {
            if (!await units.ReadAsync(db => db.Set<GroupBuy>().AnyAsync(g => g.Id == id, cancellationToken)))
            {
                context.Flow?.EnterLast();
                yield return null;
                yield break;
            }

            var states = streams.WatchAsync(
                Topic.Group(id),
                async db => new GroupBuyNode(await db.Set<GroupBuy>().SingleAsync(g => g.Id == id, cancellationToken), clock.UtcNow()),
                context,
                cancellationToken);
            await foreach (var state in states.WithCancellation(stop))
            {
                yield return state;
            }
        }
    }

    private static async Task<IReadOnlyList<DealNow>> ReadAsync(
        GraphDb db, Circle circle, DateTime since, DateTime now, CancellationToken cancellationToken)
    {
        var rows = await (
            from reached in db.DealsIn(circle)
            join deal in db.Set<Deal>() on reached.DealId equals deal.Id
            where deal.PublishedAt != null && deal.EndsAt > since
            orderby reached.Distance, deal.Tiebreak
            select new
            {
                Deal = deal,
                Left = db.Set<StockPart>().Where(part => part.DealId == deal.Id).Sum(part => part.Remaining),
            }).Take(MostWatched).ToListAsync(cancellationToken);
        return rows.ConvertAll(row => new DealNow(row.Deal, row.Left, row.Deal.StatusAt(now, row.Left)));
    }

    /// <summary>
    /// A deal at a point in time. It compares the values that can change, so that a stream sends a state only if it
    /// differs from the last.
    /// </summary>
    private sealed record DealNow(Deal Deal, long Left, DealStatus Status)
    {
        public bool Equals(DealNow? other) =>
            other is not null && Deal.Id == other.Deal.Id && Left == other.Left && Status == other.Status;

        public override int GetHashCode() => HashCode.Combine(Deal.Id, Left, Status);
    }
}
