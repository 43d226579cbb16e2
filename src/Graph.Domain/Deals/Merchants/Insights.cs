using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Deals.Merchants;

/// <summary>What was counted, added up over some days; money in minor units.</summary>
public sealed record Counted(int Views, int Orders, int Redeemed, long Revenue, long Discounts, int ViaFriends);

/// <summary>What a merchant's deals did over some days: read from what was counted as it happened, never from orders.</summary>
/// <param name="Total">All together.</param>
/// <param name="ByDeal">For each deal with which something happened, those that earned most first.</param>
/// <param name="ByDay">For each day on which something happened, the first one first.</param>
/// <param name="Buyers">How many persons had bought by the last day.</param>
/// <param name="Repeaters">How many of them had bought twice by then.</param>
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
