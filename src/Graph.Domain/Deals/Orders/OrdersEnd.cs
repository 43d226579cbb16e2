using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Privacy;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Deals.Orders;

/// <summary>
/// An account can be closed when none of its orders is open, and its merchants have no money and no open orders. The
/// deals of its merchants are paused. Rewards for deals that it shared, and that nobody has received yet, go to the merchants.
/// </summary>
public sealed class OrdersEnd(DealsEnd deals) : IAccountEnd, IStopLock
{
    private static readonly OrderStatus[] Open = [OrderStatus.WaitingForGroup, OrderStatus.Paid, OrderStatus.RefundRequested];

    public async Task<IReadOnlyList<string>> OpenMattersAsync(GraphDb db, UserId user)
    {
        var matters = new List<string>();
        if (await db.Set<Order>().AnyAsync(o => o.BuyerId == user && Open.Contains(o.Status)))
        {
            matters.Add("Wait until your orders are completed, or ask for refunds.");
        }

        var mine = db.Set<Merchant>().Where(m => m.OwnerId == user);

        // Purchases take pieces of the stock before they write their orders. So each is counted below, or finds the deal off sale.
        await Stock.LockAsync(db, mine);
        if (await db.Set<Order>().AnyAsync(o => Open.Contains(o.Status) && mine.Any(m => m.Id == o.MerchantId)))
        {
            matters.Add("Fulfil the open orders of your merchant.");
        }

        if (await db.Set<Account>().AnyAsync(a => mine.Any(m => m.SettlementId == a.Id)
            && (a.CreditsPosted != a.DebitsPosted || a.DebitsPending != 0 || a.CreditsPending != 0)))
        {
            matters.Add("Withdraw the money of your merchant.");
        }

        return matters;
    }

    /// <summary>
    /// When an account is closed, locks the orders that it shared. Redeeming an order locks the order first and the sharer's wallet then, so
    /// the closing keeps that order.
    /// </summary>
    public async Task<IReadOnlyCollection<UserId>> LockAsync(GraphDb db, StopReason reason, IReadOnlyCollection<UserId> users)
    {
        if (reason == StopReason.Closing)
        {
            await db.LockAsync(Promised(db).Where(o => users.Contains(o.SharerId!.Value)));
        }

        return [];
    }

    public async Task CloseAsync(GraphDb db, UserId user, DateTime now)
    {
        await deals.EndAsync(db, user, RealNameLevel.None, now);
        await Promised(db).Where(o => o.SharerId == user).ExecuteUpdateAsync(set => set.SetProperty(o => o.Reward, 0));

        // Locks the merchants before it reads the followers, so that one who leaves meanwhile is not subtracted twice.
        await db.LockAsync(db.Set<Merchant>().Where(m => db.Set<MerchantFollower>().Any(f => f.MerchantId == m.Id && f.UserId == user)));
        await db.Set<MerchantFollower>().Where(f => f.UserId == user)
            .Join(db.Set<Merchant>(), f => f.MerchantId, m => m.Id, (f, m) => m)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.FollowerCount, m => m.FollowerCount - 1));
        await db.Set<MerchantFollower>().Where(f => f.UserId == user).ExecuteDeleteAsync();

        // Nobody works for the merchants of others with a closed account.
        await db.Set<BusinessMember>()
            .Where(m => m.UserId == user && db.Set<Merchant>().Any(one => one.SettlementId == m.AccountId && one.OwnerId != user))
            .ExecuteDeleteAsync();
    }

    /// <summary>Selects open orders with a reward for who shared the deal.</summary>
    private static IQueryable<Order> Promised(GraphDb db) =>
        db.Set<Order>().Where(o => o.SharerId != null && o.Reward > 0 && Open.Contains(o.Status));

    /// <summary>
    /// Erases why the user asked for refunds, and what a personal shop says of its owner: its name, its text, and where it is. Other
    /// merchants are businesses of their own.
    /// </summary>
    public async Task EraseAsync(GraphDb db, UserId user, DateTime now)
    {
        await db.Set<Order>().Where(o => o.BuyerId == user && o.RefundReason != null)
            .ExecuteUpdateAsync(set => set.SetProperty(o => o.RefundReason, (string?)null));
        var personal = await db.Set<Merchant>().AsTracking()
            .SingleOrDefaultAsync(m => m.OwnerId == user && m.Category == MerchantCategory.PersonalShop);
        if (personal is not null)
        {
            personal.Erase();
            var shops = await db.Set<Shop>().AsTracking().Where(s => s.MerchantId == personal.Id).ToListAsync();
            shops.ForEach(shop => shop.Erase());
        }
    }
}

/// <summary>A user's orders, for the copy of the user's data.</summary>
public sealed class OrdersData : IPersonalData
{
    public string Name => "orders";

    public async IAsyncEnumerable<object> ReadAsync(GraphDb db, UserId user)
    {
        var rows =
            from order in db.Set<Order>()
            join deal in db.Set<Deal>() on order.DealId equals deal.Id
            where order.BuyerId == user
            orderby order.CreatedAt
            select new { deal.Title, order.Quantity, PaidInFen = order.Paid, order.Status, order.CreatedAt, order.ClosedAt };
        await foreach (var row in rows.AsAsyncEnumerable())
        {
            yield return new { row.Title, row.Quantity, row.PaidInFen, Status = row.Status.ToString(), row.CreatedAt, row.ClosedAt };
        }
    }
}
