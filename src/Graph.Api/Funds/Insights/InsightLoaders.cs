using Graph.Api.Server.Loading;
using Graph.Domain.Funds.Insights;
using Graph.Domain.Funds.Institutions;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Shared;

namespace Graph.Api.Funds.Insights;

/// <summary>An institution, and the days over which its insights are read.</summary>
public sealed record InsightsKey(InstitutionId Institution, DateOnly First, DateOnly Last);

/// <summary>Loads the insights of institutions. Those that are asked for together, over the same days, are one database command.</summary>
public sealed class InsightLoaders(GraphDb db, FundLoaders funds, LoaderMemory memory, TimeProvider clock)
{
    private static readonly KeptQuery<IReadOnlyList<InstitutionId>, Institution> Rows = new((db, ids) =>
        db.Set<Institution>().Where(i => ids.Contains(i.Id)));

    /// <summary>What moved through the funds of an institution; null unless the viewer works for it.</summary>
    public BatchLoader<InsightsKey, IReadOnlyList<FundFlow>?> Flows => field ??= new(memory, async (keys, cancellationToken) =>
    {
        var isStaff = await funds.WorksFor.LoadAllAsync(keys.Select(key => key.Institution), cancellationToken);
        var found = new Dictionary<InsightsKey, IReadOnlyList<FundFlow>?>();
        foreach (var days in keys.Where((_, index) => isStaff[index]).GroupBy(key => (key.First, key.Last)))
        {
            var flows = (await FundFlows.ReadAsync(
                db, [.. days.Select(key => key.Institution)], days.Key.First, days.Key.Last, clock.UtcNow(), cancellationToken))
                .ToLookup(flow => flow.Institution);
            foreach (var key in days)
            {
                found[key] = [.. flows[key.Institution]];
            }
        }

        return found;
    }, null);

    /// <summary>How many persons hold units of an institution's funds, in fives. Ask only for staff.</summary>
    public BatchLoader<InstitutionId, int?> HoldersOf => field ??= new(memory, async (ids, cancellationToken) =>
        await Rows.DictionaryAsync(db, ids, row => row.Id, row => Holders.InFives(row.Holders), cancellationToken), null);

    /// <summary>The fees that an institution may see. Ask only for staff.</summary>
    public BatchLoader<InstitutionId, long> FeesOf => field ??= new(memory, async (ids, cancellationToken) =>
        await FundFlows.FeesAsync(db, ids, clock.UtcNow(), cancellationToken), 0);
}
