using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Insights;
using Graph.Domain.Funds.Institutions;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;

namespace Graph.Domain.Communities.Investing;

/// <summary>What one day moved into a fund by the orders that named a community, or by those that named none.</summary>
public sealed class CommunityFlow : Flow
{
    public required InstitutionId Institution { get; init; }

    public required FundId Fund { get; init; }

    public required DateOnly Day { get; init; }

    /// <summary>The community; null for the orders that named none.</summary>
    public required CommunityId? Community { get; init; }
}

/// <summary>What an institution may know of the communities with which people invest in its funds.</summary>
public static class CommunityInflows
{
    private static readonly KeptQuery<(IReadOnlyList<InstitutionId> Institutions, DateOnly First, DateOnly Last), CommunityFlow> Parts = new((db, of) => (
        from order in FundFlows.PricedOrders(db, of.Institutions, of.First, of.Last)
        join named in db.Set<CommunityOrder>() on order.Id equals named.OrderId into company
        from named in company.DefaultIfEmpty()
        where order.Side == FundOrderSide.Subscription
        select new
        {
            order.Institution, order.Fund, order.Day, order.Person, order.Amount, Community = named == null ? (CommunityId?)null : named.CommunityId,
        })
        .GroupBy(o => new { o.Institution, o.Fund, o.Day, o.Community, o.Person })
        .Select(person => new { person.Key, Amount = person.Sum(o => o.Amount), Orders = person.Count() })
        .GroupBy(p => new { p.Key.Institution, p.Key.Fund, p.Key.Day, p.Key.Community })
        .Select(part => new CommunityFlow
        {
            Institution = part.Key.Institution,
            Fund = part.Key.Fund,
            Day = part.Key.Day,
            Community = part.Key.Community,
            Amount = part.Sum(p => p.Amount),
            Orders = part.Sum(p => p.Orders),
            Persons = part.Count(p => p.Key.Person != null),
            Largest = part.Max(p => p.Amount),
        })
        .Where(part => part.Persons >= Flow.LeastPersons));

    /// <summary>Reads the parts of each day and fund that five persons stand behind. Days that are not over are left out.</summary>
    public static Task<List<CommunityFlow>> ReadAsync(
        GraphDb db, IReadOnlyList<InstitutionId> institutions, DateOnly first, DateOnly last, DateTime now, CancellationToken cancellationToken) =>
        Parts.ListAsync(db, (institutions, first, FundFlows.LastOf(last, now)), cancellationToken);

    /// <summary>
    /// Returns the communities whose parts of a day may be shown beside the whole. The rest of the day, which is the whole without
    /// them, has to be nothing, or what might be shown too. Else the smallest community is hidden in it, and so on.
    /// </summary>
    /// <param name="whole">All that the day moved into the fund. It is shown.</param>
    /// <param name="parts">
    /// The parts of it that five persons stand behind, all of them: what one viewer may not see is left out later. Else two who see
    /// different communities would know more together.
    /// </param>
    public static IReadOnlyList<CommunityFlow> ShownBeside(Flow whole, IEnumerable<CommunityFlow> parts)
    {
        var all = parts.ToList();
        var shown = all.Where(part => part.Community is not null && part.IsShown)
            .OrderByDescending(part => part.Amount)
            .ThenBy(part => part.Community!.Value.Value)
            .ToList();
        while (shown.Count > 0 && !MayBeKnown(RestOf(whole, shown, [.. all.Except(shown)])))
        {
            shown.RemoveAt(shown.Count - 1);
        }

        return shown;
    }

    /// <summary>
    /// What is left of a day. Its persons are at least those of its greatest part, and those of the day who stand behind nothing else.
    /// What one of them moved is at most the largest of each known part, and all of what is in no known part; and no more than the
    /// largest of the whole day.
    /// </summary>
    private static Flow RestOf(Flow whole, List<CommunityFlow> shown, List<CommunityFlow> hidden)
    {
        var amount = whole.Amount - shown.Sum(part => part.Amount);
        return new Flow
        {
            Amount = amount,
            Orders = whole.Orders - shown.Sum(part => part.Orders),
            Persons = hidden.Select(part => part.Persons).Append(whole.Persons - shown.Sum(part => part.Persons)).Max(),
            Largest = Math.Min(whole.Largest, hidden.Sum(part => part.Largest) + amount - hidden.Sum(part => part.Amount)),
        };
    }

    private static bool MayBeKnown(Flow rest) => rest.Orders == 0 || rest.IsShown;
}
