using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Holdings;
using Graph.Domain.Funds.Institutions;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Funds.Insights;

/// <summary>
/// Counts the persons who hold units, each once whatever the number of their accounts. An institution sees the number in fives,
/// rounded down. The number is live, and a whole one would tell when one person comes or goes.
/// </summary>
public static class Holders
{
    private static readonly KeptQuery<IReadOnlyList<InstitutionId>, Counted<InstitutionId>> ByInstitution = new((db, ids) => (
        from fund in db.Set<Fund>()
        join holding in db.Set<Holding>() on fund.Id equals holding.FundId
        join user in db.Set<User>() on holding.UserId equals user.Id
        where ids.Contains(fund.InstitutionId) && holding.Units > 0 && user.PersonId != null
        select new { fund.InstitutionId, user.PersonId })
        .Distinct()
        .GroupBy(holder => holder.InstitutionId)
        .Select(all => new Counted<InstitutionId> { Of = all.Key, Persons = all.Count() }));

    private static readonly KeptQuery<IReadOnlyList<FundId>, Counted<FundId>> ByFund = new((db, ids) => (
        from holding in db.Set<Holding>()
        join user in db.Set<User>() on holding.UserId equals user.Id
        where ids.Contains(holding.FundId) && holding.Units > 0 && user.PersonId != null
        select new { holding.FundId, user.PersonId })
        .Distinct()
        .GroupBy(holder => holder.FundId)
        .Select(all => new Counted<FundId> { Of = all.Key, Persons = all.Count() }));

    /// <summary>Counts who holds units of any fund of each institution, in fives; null for fewer than five.</summary>
    public static Task<Dictionary<InstitutionId, int?>> OfInstitutionsAsync(
        GraphDb db, IReadOnlyList<InstitutionId> ids, CancellationToken cancellationToken) =>
        ByInstitution.DictionaryAsync(db, ids, row => row.Of, row => InFives(row.Persons), cancellationToken);

    /// <summary>Counts who holds units of each fund, in fives; null for fewer than five.</summary>
    public static Task<Dictionary<FundId, int?>> OfFundsAsync(GraphDb db, IReadOnlyList<FundId> ids, CancellationToken cancellationToken) =>
        ByFund.DictionaryAsync(db, ids, row => row.Of, row => InFives(row.Persons), cancellationToken);

    /// <summary>Rounds a number of persons down to a multiple of five; null for fewer than five.</summary>
    public static int? InFives(int persons) => persons < Flow.LeastPersons ? null : persons - (persons % Flow.LeastPersons);

    private sealed class Counted<TId>
    {
        public required TId Of { get; init; }

        public required int Persons { get; init; }
    }
}
