using System.Linq.Expressions;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Funds.Holdings;

/// <summary>
/// Says who may see that somebody invested in a fund. An order that lets more people see it counts when it is settled, because
/// the person has not invested before. One that hides it counts from the moment when it is placed. An order that is cancelled
/// leaves nothing, because nothing of it is stored outside of its row. Orders that a standing order placed change nothing.
/// </summary>
public sealed class HoldingVisibility(Units units, TimeProvider clock)
{
    /// <summary>Whether others may see that the holder invested. Nobody but friends is ever shown a list of holders.</summary>
    public static Expression<Func<Holding, bool>> IsShown(GraphDb db)
    {
        var hiding = Open(db).Where(o => o.Visibility == Visibility.Parties);
        return holding => holding.Visibility != Visibility.Parties && !hiding.Any(o => o.HoldingId == holding.Id);
    }

    /// <summary>The subscriptions by hand that are not settled, and not cancelled.</summary>
    public static IQueryable<FundOrder> Open(GraphDb db) => ByHand(db)
        .Where(o => o.Status == FundOrderStatus.Ordered || o.Status == FundOrderStatus.Priced);

    /// <summary>
    /// Sets who may see that the holder invested, without an order. It acts at once and on the past too, and takes the place of what
    /// open orders say. Repeating it changes nothing.
    /// </summary>
    /// <exception cref="DomainException">The user has no such holding, or the account is closed.</exception>
    public Task<HoldingId> SetAsync(UserId holder, HoldingId id, Visibility visibility) => units.WriteAsync(async db =>
    {
        var row = db.Set<Holding>().Where(h => h.Id == id && h.UserId == holder);

        // An account that is closed withdraws its lines of the feed, and this must not bring them back.
        var fund = await db.TryLockOpenAccountAsync(holder)
            && await row.Select(h => (Catalogue.FundId?)h.FundId).SingleOrDefaultAsync() is { } found
                ? found
                : throw new DomainException(new NotFoundError("holding"));

        // A settlement locks the order before the holding, and so does this. So an order either is open, and changes here, or is
        // settled, and then its line of the feed changes below.
        await Open(db).Where(o => o.HoldingId == id).ExecuteUpdateAsync(set => set.SetProperty(o => o.Visibility, visibility));
        await UnitLedger.ShowAsync(db, id, visibility);
        db.Raise(new HoldingShown(fund, holder, visibility, clock.UtcNow()));
        return id;
    });

    /// <summary>What an order says counts from now on, unless one that was placed later is settled already. The order is locked.</summary>
    internal static async Task SettleAsync(GraphDb db, FundOrder order)
    {
        if (order.Standing is null && !await ByHand(db).AnyAsync(o =>
            o.HoldingId == order.HoldingId && o.Status == FundOrderStatus.Settled && o.OrderedAt > order.OrderedAt))
        {
            await UnitLedger.ShowAsync(db, order.HoldingId, order.Visibility);
        }
    }

    /// <summary>
    /// Returns who may see the line of the feed that a settled order writes: nobody beyond those whom the order itself, and what counts
    /// after it, let see it. Orders that were placed later count, and open ones when they let fewer people see it.
    /// </summary>
    internal static async Task<Visibility> OfLineAsync(GraphDb db, FundOrder order)
    {
        var settled = await db.Set<Holding>().Where(h => h.Id == order.HoldingId).Select(h => h.Visibility).SingleAsync();
        var open = await Open(db)
            .Where(o => o.HoldingId == order.HoldingId && o.Id != order.Id && o.OrderedAt > order.OrderedAt)
            .Select(o => o.Visibility)
            .ToListAsync();
        return open.Append(settled).Append(order.Visibility).Max();
    }

    private static IQueryable<FundOrder> ByHand(GraphDb db) =>
        db.Set<FundOrder>().Where(o => o.Side == FundOrderSide.Subscription && o.Standing == null);
}
