using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Deals.Merchants;

/// <summary>Counters, added up over some days. Money is in minor units.</summary>
public sealed record Counted(int Views, int Orders, int Redeemed, long Revenue, long Discounts, int ViaFriends);

/// <summary>
/// The results of a merchant's deals over some days. They are read from counters that are updated as things happen,
/// never from the orders.
/// </summary>
/// <param name="Total">The sum over all deals and days.</param>
/// <param name="ByDeal">The sums for each deal that has counts, sorted by revenue in descending order.</param>
/// <param name="ByDay">The sums for each day that has counts, sorted by date.</param>
/// <param name="Buyers">How many people had bought at least once by the last day.</param>
/// <param name="Repeaters">How many of them had bought at least twice by then.</param>
public sealed record Insights(
    Counted Total,
    IReadOnlyList<(DealId Deal, Counted Counted)> ByDeal,
    IReadOnlyList<(DateOnly Date, Counted Counted)> ByDay,
    int Buyers,
    int Repeaters)
{
    public const int MaxDays = 366;

    public static async Task<Insights> OfAsync(
        GraphDb db, MerchantId merchant, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        var days = db.Set<DealDay>().Where(d => d.MerchantId == merchant && d.Date >= from && d.Date <= to);
        var byDeal = await Sums(days.GroupBy(d => d.DealId)).ToListAsync(cancellationToken);
        var byDay = await Sums(days.GroupBy(d => d.Date)).ToListAsync(cancellationToken);
        var customers = db.Set<MerchantCustomer>().Where(c => c.MerchantId == merchant && c.FirstOn <= to);
        return new Insights(
            new Counted(
                byDay.Sum(d => d.Counted.Views),
                byDay.Sum(d => d.Counted.Orders),
                byDay.Sum(d => d.Counted.Redeemed),
                byDay.Sum(d => d.Counted.Revenue),
                byDay.Sum(d => d.Counted.Discounts),
                byDay.Sum(d => d.Counted.ViaFriends)),
            [.. byDeal.OrderByDescending(d => d.Counted.Revenue).ThenBy(d => d.Key.Value).Select(d => (d.Key, d.Counted))],
            [.. byDay.OrderBy(d => d.Key).Select(d => (d.Key, d.Counted))],
            await customers.CountAsync(cancellationToken),
            await customers.CountAsync(c => c.SecondOn <= to, cancellationToken));
    }

    private static IQueryable<Sum<TKey>> Sums<TKey>(IQueryable<IGrouping<TKey, DealDay>> groups) =>
        groups.Select(g => new Sum<TKey>(
            g.Key,
            new Counted(
                (int)g.Sum(d => d.Views),
                (int)g.Sum(d => d.Orders),
                (int)g.Sum(d => d.Redeemed),
                g.Sum(d => d.Revenue),
                g.Sum(d => d.Discounts),
                (int)g.Sum(d => d.ViaFriends))));

    private sealed record Sum<TKey>(TKey Key, Counted Counted);
}
