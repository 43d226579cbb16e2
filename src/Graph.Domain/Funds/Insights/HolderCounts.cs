using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Institutions;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Funds.Insights;

/// <summary>
/// Counts the holders of an institution's funds once a day, when the first of its funds closes that day, and publishes a number when it
/// differs by five persons from the last one. No request counts, so nobody can look before and after one person's order.
/// </summary>
public sealed class HolderCounts(Units units) : IDeadline
{
    private static readonly KeptQuery<int, InstitutionId> Due = new((db, most) => db.Set<Institution>()
        .Where(i => db.Set<Fund>().Any(f => f.InstitutionId == i.Id && f.ClosedOn != null && (i.CountedOn == null || f.ClosedOn > i.CountedOn)))
        .OrderBy(i => i.Id)
        .Select(i => i.Id)
        .Take(most));

    public string Name => "holders of institutions";

    public async Task<IReadOnlyList<ITypedId>> DueAsync(GraphDb db, DateTime now, int most, CancellationToken cancellationToken) =>
        (await Due.ListAsync(db, most, cancellationToken)).AsDue();

    public Task MeetAsync(ITypedId id, CancellationToken cancellationToken) =>
        units.WriteAsync(db => CountAsync(db, (InstitutionId)id), CancellationToken.None);

    private static async Task<bool> CountAsync(GraphDb db, InstitutionId id)
    {
        var row = db.Set<Institution>().Where(i => i.Id == id);
        await db.LockAsync(row);
        var institution = await row.SingleAsync();
        var funds = await db.Set<Fund>().Where(f => f.InstitutionId == id).OrderBy(f => f.Id).ToListAsync();
        var day = funds.Max(fund => fund.ClosedOn);
        if (day is null || day <= institution.CountedOn)
        {
            return false;
        }

        var (all, byFund) = await Holders.CountAsync(db, id);
        var published = Holders.Next(institution.Holders, all);
        await row.ExecuteUpdateAsync(set => set.SetProperty(i => i.CountedOn, day).SetProperty(i => i.Holders, published));
        foreach (var fund in funds)
        {
            var next = Holders.Next(fund.Holders, byFund.GetValueOrDefault(fund.Id));
            if (next != fund.Holders)
            {
                await db.Set<Fund>().Where(f => f.Id == fund.Id).ExecuteUpdateAsync(set => set.SetProperty(f => f.Holders, next));
            }
        }

        db.Raise(new HoldersCounted(id));
        return true;
    }
}
