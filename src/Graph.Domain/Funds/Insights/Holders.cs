using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Holdings;
using Graph.Domain.Funds.Institutions;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Funds.Insights;

/// <summary>Counts the persons who hold units, each once whatever the number of their accounts, and says what may be shown of it.</summary>
public static class Holders
{
    /// <summary>Counts who holds units of any fund of an institution, and of each of its funds, now.</summary>
    public static async Task<(long All, Dictionary<FundId, long> ByFund)> CountAsync(GraphDb db, InstitutionId id)
    {
        var held = (
            from fund in db.Set<Fund>()
            join holding in db.Set<Holding>() on fund.Id equals holding.FundId
            join user in db.Set<User>() on holding.UserId equals user.Id
            where fund.InstitutionId == id && holding.Units > 0 && user.PersonId != null
            select new { Fund = fund.Id, user.PersonId }).Distinct();
        var all = await held.Select(holder => holder.PersonId).Distinct().CountAsync();
        var byFund = await held.GroupBy(holder => holder.Fund).Select(of => new { of.Key, Persons = of.Count() }).ToListAsync();
        return (all, byFund.ToDictionary(of => of.Key, of => (long)of.Persons));
    }

    /// <summary>
    /// Returns the number of persons to publish: the number of now, when it differs by five or more from the one that was published
    /// last, and else that one again. So no number that is shown ever changes because of fewer than five persons.
    /// </summary>
    public static long Next(long published, long now) => Math.Abs(now - published) < Flow.LeastPersons ? published : now;

    /// <summary>Rounds a number of persons down to a multiple of five; null for fewer than five.</summary>
    public static int? InFives(long persons) => persons < Flow.LeastPersons ? null : (int)(persons - (persons % Flow.LeastPersons));
}
