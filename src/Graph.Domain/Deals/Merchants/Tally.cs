using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Orders;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Deals.Merchants;

/// <summary>
/// The counters of a deal for a day in Shanghai. They are spread over several rows, as the stock is, and added up when
/// they are read.
/// </summary>
public sealed class DealDay
{
    public required DealId DealId { get; init; }

    public required DateOnly Date { get; init; }

    public required long Part { get; init; }

    public required MerchantId MerchantId { get; init; }

    public long Views { get; init; }

    /// <summary>Orders that were finally paid on that day.</summary>
    public long Orders { get; init; }

    /// <summary>How many of those orders came through a friend who shared the deal.</summary>
    public long ViaFriends { get; init; }

    /// <summary>Orders that were redeemed, or whose receipt was confirmed, on that day.</summary>
    public long Redeemed { get; init; }

    /// <summary>
    /// The amount that those redeemed orders paid to the merchant, without rewards for sharing; in minor units.
    /// </summary>
    public long Revenue { get; init; }

    /// <summary>The discount of those redeemed orders from the list price; in minor units.</summary>
    public long Discounts { get; init; }
}

/// <summary>
/// A person who bought from a merchant, and when that person bought for the first and the second time.
/// </summary>
public sealed class MerchantCustomer
{
    public required MerchantId MerchantId { get; init; }

    public required PersonId PersonId { get; init; }

    public required DateOnly FirstOn { get; init; }

    public DateOnly? SecondOn { get; init; }
}

/// <summary>
/// Counts events in the transaction in which they happen, so that reading the counters need not count orders.
/// </summary>
internal static class Tally
{
    public static Task ViewedAsync(GraphDb db, DealId deal, MerchantId merchant, DateOnly date, long part, int views) =>
        AddAsync(db, new DealDay { DealId = deal, Date = date, Part = part, MerchantId = merchant, Views = views });

    public static async Task PaidAsync(GraphDb db, IReadOnlyCollection<Order> orders, DateTime now)
    {
        foreach (var part in orders.GroupBy(order => order.StockPart).OrderBy(part => part.Key))
        {
            var (first, via) = (part.First(), part.Count(order => order.SharerId is not null));
            await AddAsync(db, new DealDay
            {
                DealId = first.DealId,
                Date = BusinessCalendar.DateOf(now),
                Part = part.Key,
                MerchantId = first.MerchantId,
                Orders = part.Count(),
                ViaFriends = via,
            });
        }

        foreach (var order in orders.OrderBy(order => order.PersonId.Value))
        {
            await BoughtAsync(db, order.MerchantId, order.PersonId, BusinessCalendar.DateOf(now));
        }
    }

    public static Task RedeemedAsync(GraphDb db, Order order, long reward, DateTime now) => AddAsync(db, new DealDay
    {
        DealId = order.DealId,
        Date = BusinessCalendar.DateOf(now),
        Part = order.StockPart,
        MerchantId = order.MerchantId,
        Redeemed = 1,
        Revenue = order.Paid - reward,
        Discounts = order.Saved,
    });

    private static async Task BoughtAsync(GraphDb db, MerchantId merchant, PersonId person, DateOnly today)
    {
        var row = db.Set<MerchantCustomer>().Where(c => c.MerchantId == merchant && c.PersonId == person);
        if (await row.ExecuteUpdateAsync(set => set.SetProperty(c => c.SecondOn, c => c.SecondOn ?? today)) == 0)
        {
            // When two units insert the same row, one fails on the unique key, and the whole unit runs again.
            db.Set<MerchantCustomer>().Add(new MerchantCustomer { MerchantId = merchant, PersonId = person, FirstOn = today });
        }
    }

    private static async Task AddAsync(GraphDb db, DealDay more)
    {
        var added = await db.Set<DealDay>()
            .Where(d => d.DealId == more.DealId && d.Date == more.Date && d.Part == more.Part)
            .ExecuteUpdateAsync(set => set
                .SetProperty(d => d.Views, d => d.Views + more.Views)
                .SetProperty(d => d.Orders, d => d.Orders + more.Orders)
                .SetProperty(d => d.ViaFriends, d => d.ViaFriends + more.ViaFriends)
                .SetProperty(d => d.Redeemed, d => d.Redeemed + more.Redeemed)
                .SetProperty(d => d.Revenue, d => d.Revenue + more.Revenue)
                .SetProperty(d => d.Discounts, d => d.Discounts + more.Discounts));
        if (added == 0)
        {
            db.Set<DealDay>().Add(more);
        }
    }
}

internal sealed class TallyConfiguration : IEntityTypeConfiguration<DealDay>, IEntityTypeConfiguration<MerchantCustomer>
{
    public void Configure(EntityTypeBuilder<DealDay> day)
    {
        day.HasKey(d => new { d.DealId, d.Date, d.Part });
        day.HasOne<Deal>().WithMany().HasForeignKey(d => d.DealId).OnDelete(DeleteBehavior.Restrict);
        day.HasOne<Merchant>().WithMany().HasForeignKey(d => d.MerchantId).OnDelete(DeleteBehavior.Restrict);
        day.HasIndex(d => new { d.MerchantId, d.Date });
        day.ToTable(table => table.HasCheckConstraint(
            "ck_deal_day_counts",
            "views >= 0 AND orders >= 0 AND via_friends BETWEEN 0 AND orders AND redeemed >= 0 AND revenue >= 0 AND discounts >= 0"));
    }

    public void Configure(EntityTypeBuilder<MerchantCustomer> customer)
    {
        customer.HasKey(c => new { c.MerchantId, c.PersonId });
        customer.HasOne<Merchant>().WithMany().HasForeignKey(c => c.MerchantId).OnDelete(DeleteBehavior.Restrict);
        customer.HasOne<Person>().WithMany().HasForeignKey(c => c.PersonId).OnDelete(DeleteBehavior.Restrict);
        customer.HasIndex(c => new { c.MerchantId, c.FirstOn });
    }
}
