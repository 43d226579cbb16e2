using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Deals.Orders;

/// <summary>
/// Ends groups that did not find enough buyers in time. Their orders become due, and each is refunded in a unit of its
/// own (<see cref="OrderDeadlines"/>).
/// </summary>
public sealed class ExpiringGroups(Units units) : IDeadline
{
    private static readonly KeptQuery<(DateTime Now, int Most), GroupBuyId> Due = new((db, of) => db.Set<GroupBuy>()
        .Where(g => g.Status == GroupBuyStatus.Open && g.ExpiresAt <= of.Now)
        .OrderBy(g => g.ExpiresAt)
        .Select(g => g.Id)
        .Take(of.Most));

    public string Name => "expiring groups";

    public async Task<IReadOnlyList<ITypedId>> DueAsync(
        GraphDb db, DateTime now, int most, CancellationToken cancellationToken) =>
        (await Due.ListAsync(db, (now, most), cancellationToken)).AsDue();

    public Task MeetAsync(ITypedId id, CancellationToken cancellationToken) =>
        units.WriteAsync(db => EndAsync(db, (GroupBuyId)id), CancellationToken.None);

    private static async Task<bool> EndAsync(GraphDb db, GroupBuyId id)
    {
        if (!await GroupBuy.ExpireAsync(db, id))
        {
            return false;
        }

        await db.Set<Order>()
            .Where(o => o.GroupId == id && o.Status == OrderStatus.WaitingForGroup)
            .ExecuteUpdateAsync(set => set.SetProperty(o => o.DueAt, o => o.ExpiresAt));
        db.Touch(DealTopics.Group(id));
        return true;
    }
}
