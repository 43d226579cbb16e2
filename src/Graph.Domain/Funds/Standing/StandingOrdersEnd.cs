using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Funds.Standing;

/// <summary>Standing orders end with the account. They hinder nobody from closing it, because they hold no money.</summary>
public sealed class StandingOrdersEnd : IAccountEnd
{
    public Task CloseAsync(GraphDb db, UserId user, DateTime now) =>
        db.Set<StandingOrder>().Where(o => o.UserId == user).ExecuteDeleteAsync();
}

/// <summary>The standing orders of a user, for the copy of the user's data.</summary>
public sealed class StandingOrdersData : IPersonalData
{
    public string Name => "standingOrders";

    public async IAsyncEnumerable<object> ReadAsync(GraphDb db, UserId user)
    {
        var orders =
            from order in db.Set<StandingOrder>()
            join fund in db.Set<Fund>() on order.FundId equals fund.Id
            where order.UserId == user
            orderby order.SetAt
            select new { fund.Code, Order = order };
        await foreach (var row in orders.AsAsyncEnumerable())
        {
            yield return new
            {
                Fund = row.Code,
                Kind = row.Order.Kind.ToString(),
                FloorInFen = row.Order.Floor,
                AmountInFen = row.Order.Amount,
                row.Order.DayOfMonth,
                row.Order.SetAt,
                row.Order.PausedAt,
                PausedBecause = row.Order.Pause?.ToString(),
            };
        }
    }
}
