using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Holdings;
using Graph.Domain.Funds.Institutions;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Communities.Investing;

/// <summary>
/// Looks at what the members of a community hold of its fund, once for each day that the fund closes, and publishes the sum when the
/// holdings of five persons differ from those of the last publication. No request computes it, so nobody can ask for it at a
/// moment of their choice.
/// </summary>
public sealed class CommunityInvestments(Units units) : IDeadline
{
    private static readonly KeptQuery<int, CommunityId> Due = new((db, most) => (
        from fund in db.Set<Fund>()
        join investment in db.Set<CommunityInvestment>() on fund.Id equals investment.FundId
        where investment.LookedOn < fund.ClosedOn
        orderby investment.CommunityId
        select investment.CommunityId)
        .Take(most));

    public string Name => "investments of communities";

    public async Task<IReadOnlyList<ITypedId>> DueAsync(GraphDb db, DateTime now, int most, CancellationToken cancellationToken) =>
        (await Due.ListAsync(db, most, cancellationToken)).AsDue();

    public Task MeetAsync(ITypedId id, CancellationToken cancellationToken) =>
        units.WriteAsync(db => LookAsync(db, (CommunityId)id), CancellationToken.None);

    /// <summary>Gives a community a fund, another one, or none. The community is locked, or new.</summary>
    internal static async Task TieAsync(GraphDb db, Community community, FundId? fund, DateTime now)
    {
        if (community.FundId == fund)
        {
            return;
        }

        if (fund is not null && !await db.Set<Fund>().Where(FundPolicy.IsForSale(db)).AnyAsync(f => f.Id == fund))
        {
            throw new DomainException(new NotFoundError("fund"));
        }

        await EndAsync(db, community.Id);
        community.Tie(fund);
        if (fund is not { } chosen)
        {
            return;
        }

        // After a publication the next look is that of the next closed day, so that no owner gets a sum at a moment of their choice by
        // taking the fund away and back.
        var closedOn = await db.Set<Fund>().Where(f => f.Id == chosen).Select(f => f.ClosedOn).SingleAsync() ?? CommunityInvestment.Never;
        var isKnown = await db.Set<CommunityInvestment>()
            .Where(i => i.CommunityId == community.Id && i.FundId == chosen)
            .ExecuteUpdateAsync(set => set
                .SetProperty(i => i.LookedOn, i => i.PublishedOn == null ? CommunityInvestment.Never : closedOn)
                .SetProperty(i => i.TiedAt, now)) == 1;
        if (!isKnown)
        {
            db.Set<CommunityInvestment>().Add(new CommunityInvestment { CommunityId = community.Id, FundId = chosen, TiedAt = now });
        }
    }

    /// <summary>
    /// Forgets what members held of one fund or of all, and what was published of it, because the community has ended or a member's data
    /// are erased. If the community still has the fund, the next look begins anew.
    /// </summary>
    internal static async Task ForgetAsync(GraphDb db, CommunityId id, FundId? fund = null)
    {
        await db.Set<CommunityShare>().Where(s => s.CommunityId == id && (fund == null || s.FundId == fund)).ExecuteDeleteAsync();
        await db.Set<CommunityInvestment>()
            .Where(i => i.CommunityId == id && (fund == null || i.FundId == fund))
            .ExecuteUpdateAsync(set => set
                .SetProperty(i => i.PublishedOn, (DateOnly?)null)
                .SetProperty(i => i.Value, (long?)null)
                .SetProperty(i => i.Invested, (long?)null));
    }

    private static Task EndAsync(GraphDb db, CommunityId id) => db.Set<CommunityInvestment>()
        .Where(i => i.CommunityId == id && i.LookedOn != null)
        .ExecuteUpdateAsync(set => set.SetProperty(i => i.LookedOn, (DateOnly?)null));

    private static async Task<bool> LookAsync(GraphDb db, CommunityId id)
    {
        if (await db.LockAsync(db.Set<Community>().Where(c => c.Id == id && c.ClosedAt == null)) == 0)
        {
            await EndAsync(db, id);
            return false;
        }

        var investment = await db.Set<CommunityInvestment>().AsTracking().SingleOrDefaultAsync(i => i.CommunityId == id && i.LookedOn != null);
        if (investment is null
            || await db.Set<Fund>().SingleAsync(f => f.Id == investment.FundId) is not { ClosedOn: { } day } fund
            || day <= investment.LookedOn)
        {
            return false;
        }

        investment.LookedOn = day;
        var before = await db.Set<CommunityShare>().Where(s => s.CommunityId == id && s.FundId == fund.Id).ToListAsync();
        var shares = await SharesAsync(db, id, fund.Id);
        if (InvestedSum.Changed(before, shares) < InvestedSum.LeastPersons)
        {
            return false;
        }

        await db.Set<CommunityShare>().Where(s => s.CommunityId == id && s.FundId == fund.Id).ExecuteDeleteAsync();
        db.Set<CommunityShare>().AddRange(shares);
        (investment.PublishedOn, investment.Value) = (day, fund.Value);
        investment.Invested = InvestedSum.Of(shares.ConvertAll(share => share.Units), fund.Value);
        return true;
    }

    /// <summary>What each person holds with accounts that are members now. An account that has lost its person stands for nobody.</summary>
    private static async Task<List<CommunityShare>> SharesAsync(GraphDb db, CommunityId id, FundId fund)
    {
        var held =
            from membership in db.Set<Membership>()
            join user in db.Set<User>() on membership.UserId equals user.Id
            join holding in db.Set<Holding>() on (UserId?)user.Id equals holding.UserId
            where membership.CommunityId == id && membership.Standing == MemberStanding.Member
                && holding.FundId == fund && holding.Units > 0 && user.PersonId != null
            group holding by user.PersonId!.Value into ofPerson
            select new { Person = ofPerson.Key, Units = ofPerson.Sum(h => h.Units), Moved = ofPerson.Sum(h => h.PaidIn + h.PaidOut) };
        return (await held.ToListAsync()).ConvertAll(row => new CommunityShare
        {
            CommunityId = id,
            FundId = fund,
            PersonId = row.Person,
            Units = row.Units,
            Moved = row.Moved,
        });
    }
}
