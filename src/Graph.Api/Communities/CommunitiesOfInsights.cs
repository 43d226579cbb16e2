using Graph.Api.Funds.Insights;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Loading;
using Graph.Domain.Communities;
using Graph.Domain.Communities.Investing;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Insights;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;

namespace Graph.Api.Communities;

/// <summary>The fields of an institution's insights that concern communities.</summary>
[FieldsOf(typeof(InstitutionInsightsNode))]
public sealed class CommunitiesOfInsights
{
    /// <summary>
    /// The numbers by the community that orders named (`subscribeFund`), the greatest inflow first, at most 100. Communities of
    /// which nothing can be shown are left out, and so are those that the viewer may not see. The inflow of a community on a day is
    /// left out, when `inflow` less all that is shown would tell of fewer than five persons.
    /// </summary>
    [AtMost(CommunityInsightLoaders.MaxCommunities)]
    public static Loading<IReadOnlyList<CommunityInsightsNode>> ByCommunity(
        InstitutionInsightsNode insights, CommunityInsightLoaders communities) => communities.Of.Load(insights.Key);
}

/// <summary>Statistics of a community whose members invest in an institution's funds.</summary>
public sealed class CommunityInsightsNode(CommunityNode community, int? holders, long? inflow)
{
    internal (long, int, Guid) Place => (-inflow ?? 1, -holders ?? 1, community.Entity.Id.Value);

    /// <summary>The community.</summary>
    public CommunityNode Community => community;

    /// <summary>
    /// The number of persons who invested in the institution's funds with the community, and hold units of them, rounded down to a
    /// multiple of five. Null for fewer than five. It is counted as `InstitutionInsights.holders`, and does not depend on the days.
    /// </summary>
    public int? Holders => holders;

    /// <summary>What people paid for subscriptions that named the community, fees included; null when nothing can be shown.</summary>
    public Money? Inflow => inflow is { } amount ? Money.Fen(amount) : null;
}

/// <summary>Loads what insights say of communities. Those that are asked for together, over the same days, are read together.</summary>
public sealed class CommunityInsightLoaders(
    GraphDb db, InsightLoaders insights, CommunityLoaders communities, LoaderMemory memory, TimeProvider clock)
{
    internal const int MaxCommunities = 100;

    /// <summary>The communities with which people invested; none unless the viewer works for the institution.</summary>
    public BatchLoader<InsightsKey, IReadOnlyList<CommunityInsightsNode>> Of => field ??= new(memory, async (keys, cancellationToken) =>
    {
        var whole = new Dictionary<InsightsKey, IReadOnlyList<FundFlow>>();
        foreach (var (key, flows) in keys.Zip(await insights.Flows.LoadAllAsync(keys, cancellationToken)))
        {
            if (flows is not null)
            {
                whole.Add(key, flows);
            }
        }

        var holders = (await CommunityHolderCounts.ReadAsync(db, [.. whole.Keys.Select(key => key.Institution).Distinct()], cancellationToken))
            .ToLookup(row => row.InstitutionId);
        var found = new Dictionary<InsightsKey, IReadOnlyList<CommunityInsightsNode>>();
        foreach (var days in whole.Keys.GroupBy(key => (key.First, key.Last)))
        {
            var parts = (await CommunityInflows.ReadAsync(
                db, [.. days.Select(key => key.Institution)], days.Key.First, days.Key.Last, clock.UtcNow(), cancellationToken))
                .ToLookup(part => (part.Fund, part.Day));
            foreach (var key in days)
            {
                found[key] = await NodesAsync(Inflows(whole[key], parts), [.. holders[key.Institution]]);
            }
        }

        return found;

        async Task<IReadOnlyList<CommunityInsightsNode>> NodesAsync(Dictionary<CommunityId, long> inflows, List<CommunityHolders> counted)
        {
            var persons = counted.ToDictionary(row => row.CommunityId, row => Holders.InFives(row.Persons));
            var ids = inflows.Keys.Union(persons.Where(row => row.Value is not null).Select(row => row.Key)).ToList();
            var seen = await communities.ById.LoadAllAsync(ids, cancellationToken);
            return
            [
                .. ids.Zip(seen)
                    .Where(pair => pair.Second is not null)
                    .Select(pair => new CommunityInsightsNode(
                        pair.Second!, persons.GetValueOrDefault(pair.First), inflows.TryGetValue(pair.First, out var inflow) ? inflow : null))
                    .OrderBy(node => node.Place)
                    .Take(MaxCommunities),
            ];
        }
    }, []);

    /// <summary>Adds up, by community, what each day may show beside the whole.</summary>
    private static Dictionary<CommunityId, long> Inflows(
        IReadOnlyList<FundFlow> whole, ILookup<(FundId, DateOnly), CommunityFlow> parts) => whole
        .Where(flow => flow.Side == FundOrderSide.Subscription)
        .SelectMany(flow => CommunityInflows.ShownBeside(flow, parts[(flow.Fund, flow.Day)]))
        .GroupBy(part => part.Community!.Value)
        .ToDictionary(community => community.Key, community => community.Sum(part => part.Amount));
}
