using Graph.Api.Funds.Catalogue;
using Graph.Api.Funds.Holdings;
using Graph.Api.Funds.Institutions;
using Graph.Api.Funds.Orders;
using Graph.Api.Funds.Standing;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Loading;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Days;
using Graph.Domain.Funds.Holdings;
using Graph.Domain.Funds.Institutions;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Funds.Standing;
using Graph.Domain.Funds.Suitability;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Funds;

/// <summary>
/// Loads institutions, funds, orders and holdings by ID, as far as the viewer may see them, and what belongs to them. Each batch
/// is one database command.
/// </summary>
public sealed class FundLoaders(GraphDb db, Caller caller, LoaderMemory memory, TimeProvider clock)
{
    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<InstitutionId> Ids), Institution> VisibleInstitutions = new((db, of) =>
        db.Set<Institution>().Where(i => of.Ids.Contains(i.Id)).Where(FundPolicy.SeesInstitution(of.Viewer, db)));

    private static readonly KeptQuery<IReadOnlyList<InstitutionId>, Institution> EveryInstitution = new((db, ids) =>
        db.Set<Institution>().Where(i => ids.Contains(i.Id)));

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<FundId> Ids), Fund> VisibleFunds = new((db, of) =>
        db.Set<Fund>().Where(f => of.Ids.Contains(f.Id)).Where(FundPolicy.SeesFund(of.Viewer, db)));

    private static readonly KeptQuery<IReadOnlyList<FundId>, Fund> EveryFund = new((db, ids) => db.Set<Fund>().Where(f => ids.Contains(f.Id)));

    private static readonly KeptQuery<IReadOnlyList<InstitutionId>, Fund> FundsOfInstitutions = new((db, ids) =>
        db.Set<Fund>().Where(f => ids.Contains(f.InstitutionId)).OrderBy(f => f.Code));

    private static readonly KeptQuery<IReadOnlyList<FundId>, FundId> ForSale = new((db, ids) =>
        db.Set<Fund>().Where(f => ids.Contains(f.Id)).Where(FundPolicy.IsForSale(db)).Select(f => f.Id));

    private static readonly KeptQuery<IReadOnlyList<FundId>, RedemptionFee> Fees = new((db, ids) =>
        db.Set<RedemptionFee>().Where(f => ids.Contains(f.FundId)).OrderBy(f => f.FromDay));

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<FundOrderId> Ids), FundOrder> OwnOrders = new((db, of) =>
        db.Set<FundOrder>().Where(o => of.Ids.Contains(o.Id) && o.UserId == of.Viewer));

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<HoldingId> Ids), Holding> OwnHoldings = new((db, of) =>
        db.Set<Holding>().Where(h => of.Ids.Contains(h.Id) && h.UserId == of.Viewer));

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<FundId> Ids), Holding> OwnHoldingsOf = new((db, of) =>
        db.Set<Holding>().Where(h => of.Ids.Contains(h.FundId) && h.UserId == of.Viewer));

    private static readonly KeptQuery<IReadOnlyList<HoldingId>, FundOrder> OpenByHand = new((db, ids) =>
        HoldingVisibility.Open(db).Where(o => ids.Contains(o.HoldingId)));

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<StandingOrderId> Ids), StandingOrder> OwnStanding = new((db, of) =>
        db.Set<StandingOrder>().Where(o => of.Ids.Contains(o.Id) && o.UserId == of.Viewer));

    private static readonly KeptQuery<IReadOnlyList<UserId>, StandingOrder> Standing = new((db, ids) =>
        db.Set<StandingOrder>().Where(o => ids.Contains(o.UserId)).OrderByDescending(o => o.SetAt));

    private static readonly KeptQuery<IReadOnlyList<FundId>, FundDay> LatestDays = new((db, ids) =>
        from day in db.Set<FundDay>()
        join fund in db.Set<Fund>() on day.FundId equals fund.Id
        where ids.Contains(fund.Id) && day.Status == FundDayStatus.Closed
            && db.Set<FundDay>().Count(later => later.FundId == fund.Id && later.Status == FundDayStatus.Closed && later.Day > day.Day) < 7
            && day.Day > fund.ClosedOn!.Value.AddDays(-30)
        orderby day.Day
        select day);

    /// <summary>Institutions that the viewer may see. Operators see all.</summary>
    public BatchLoader<InstitutionId, InstitutionNode?> Institutions => field ??= new(memory, async (ids, cancellationToken) => caller.IsOperator
        ? await EveryInstitution.DictionaryAsync(db, ids, i => i.Id, i => (InstitutionNode?)new InstitutionNode(i), cancellationToken)
        : await VisibleInstitutions.DictionaryAsync(
            db, (caller.IdOrNobody, ids), i => i.Id, i => (InstitutionNode?)new InstitutionNode(i), cancellationToken), null);

    /// <summary>Funds that the viewer may see. Operators see all.</summary>
    public BatchLoader<FundId, FundNode?> Funds => field ??= new(memory, async (ids, cancellationToken) => caller.IsOperator
        ? await EveryFund.DictionaryAsync(db, ids, f => f.Id, f => (FundNode?)new FundNode(f), cancellationToken)
        : await VisibleFunds.DictionaryAsync(db, (caller.IdOrNobody, ids), f => f.Id, f => (FundNode?)new FundNode(f), cancellationToken), null);

    public BatchLoader<FundOrderId, FundOrderNode?> Orders => field ??= new(memory, async (ids, cancellationToken) =>
        await OwnOrders.DictionaryAsync(db, (caller.IdOrNobody, ids), o => o.Id, o => (FundOrderNode?)new FundOrderNode(o), cancellationToken), null);

    /// <summary>What the viewer holds of a fund; null when the viewer never invested in it.</summary>
    public BatchLoader<FundId, HoldingNode?> HoldingsOf => field ??= new(memory, async (ids, cancellationToken) =>
        await OwnHoldingsOf.DictionaryAsync(db, (caller.IdOrNobody, ids), h => h.FundId, h => (HoldingNode?)new HoldingNode(h), cancellationToken), null);

    public BatchLoader<HoldingId, HoldingNode?> Holdings => field ??= new(memory, async (ids, cancellationToken) =>
        await OwnHoldings.DictionaryAsync(db, (caller.IdOrNobody, ids), h => h.Id, h => (HoldingNode?)new HoldingNode(h), cancellationToken), null);

    /// <summary>Whom the open orders of a holding let see that its owner invested. Ask only for holdings of the viewer.</summary>
    public BatchLoader<HoldingId, IReadOnlyList<Visibility>> OpenVisibilities => field ??= new(memory, async (ids, cancellationToken) =>
        (await OpenByHand.ListAsync(db, ids, cancellationToken))
            .GroupBy(order => order.HoldingId)
            .ToDictionary(group => group.Key, group => (IReadOnlyList<Visibility>)[.. group.Select(order => order.Visibility)]), []);

    public BatchLoader<StandingOrderId, StandingOrderNode?> StandingOrders => field ??= new(memory, async (ids, cancellationToken) =>
        await OwnStanding.DictionaryAsync(db, (caller.IdOrNobody, ids), o => o.Id, o => (StandingOrderNode?)new StandingOrderNode(o), cancellationToken), null);

    /// <summary>The standing orders of users, the latest first. Ask only for those of the viewer.</summary>
    public BatchLoader<UserId, IReadOnlyList<StandingOrder>> StandingOf => field ??= new(memory, async (ids, cancellationToken) =>
        (await Standing.ListAsync(db, ids, cancellationToken))
            .GroupBy(order => order.UserId)
            .ToDictionary(group => group.Key, group => (IReadOnlyList<StandingOrder>)[.. group]), []);

    /// <summary>The rows of funds, for what belongs to somebody who holds them. It hides nothing.</summary>
    public BatchLoader<FundId, Fund?> Rows => field ??= new(memory, async (ids, cancellationToken) =>
        await EveryFund.DictionaryAsync(db, ids, f => f.Id, f => (Fund?)f, cancellationToken), null);

    /// <summary>The institutions of funds that the viewer may see already.</summary>
    public BatchLoader<InstitutionId, Institution?> InstitutionRows => field ??= new(memory, async (ids, cancellationToken) =>
        await EveryInstitution.DictionaryAsync(db, ids, i => i.Id, i => (Institution?)i, cancellationToken), null);

    public BatchLoader<InstitutionId, IReadOnlyList<FundNode>> FundsOf => field ??= new(memory, async (ids, cancellationToken) =>
    {
        var funds = await FundsOfInstitutions.ListAsync(db, ids, cancellationToken);
        return funds.GroupBy(f => f.InstitutionId).ToDictionary(group => group.Key, group => (IReadOnlyList<FundNode>)[.. group.Select(f => new FundNode(f))]);
    }, []);

    /// <summary>The last seven closed days of a fund, the earliest first.</summary>
    public BatchLoader<FundId, IReadOnlyList<FundDay>> DaysOf => field ??= new(memory, async (ids, cancellationToken) =>
        (await LatestDays.ListAsync(db, ids, cancellationToken))
            .GroupBy(day => day.FundId)
            .ToDictionary(group => group.Key, group => (IReadOnlyList<FundDay>)[.. group]), []);

    /// <summary>The published days of a fund between two days, which are included. Each span takes two commands for all funds.</summary>
    public BatchLoader<(Fund Fund, DateOnly First, DateOnly Last), IReadOnlyList<FundDayNode>> HistoryOf => field ??= new(memory, async (keys, cancellationToken) =>
    {
        var found = new Dictionary<(Fund, DateOnly, DateOnly), IReadOnlyList<FundDayNode>>();
        foreach (var span in keys.GroupBy(key => (key.First, key.Last)))
        {
            var lists = await FundDayNode.ListAsync(db, [.. span.Select(key => key.Fund)], span.Key.First, span.Key.Last, cancellationToken);
            foreach (var (fund, list) in lists)
            {
                found.Add((fund, span.Key.First, span.Key.Last), list);
            }
        }

        return found;
    }, []);

    public BatchLoader<FundId, IReadOnlyList<RedemptionFee>> RedemptionFees => field ??= new(memory, async (ids, cancellationToken) =>
        (await Fees.ListAsync(db, ids, cancellationToken))
            .GroupBy(fee => fee.FundId)
            .ToDictionary(group => group.Key, group => (IReadOnlyList<RedemptionFee>)[.. group]), []);

    /// <summary>Whether the viewer works for the institution.</summary>
    public BatchLoader<InstitutionId, bool> WorksFor => field ??= new(memory, async (ids, cancellationToken) =>
        await InstitutionPolicy.Of(db, caller.Id).Where(i => ids.Contains(i.Id)).ToDictionaryAsync(i => i.Id, _ => true, cancellationToken), false);

    /// <summary>Whether a fund is for sale.</summary>
    public BatchLoader<FundId, bool> IsOpen => field ??= new(memory, async (ids, cancellationToken) =>
        await ForSale.DictionaryAsync(db, ids, id => id, _ => true, cancellationToken), false);

    /// <summary>The viewer as an investor; null when nobody is signed in.</summary>
    public BatchLoader<UserId, RiskAssessment?> Assessments => field ??= new(memory, async (ids, cancellationToken) =>
    {
        var found = new Dictionary<UserId, RiskAssessment?>();
        foreach (var id in ids)
        {
            var person = await db.Set<User>().Where(u => u.Id == id).Select(u => u.PersonId).SingleOrDefaultAsync(cancellationToken);
            found[id] = person is null ? null : await RiskAssessments.Of(db, person, clock.UtcNow()).SingleOrDefaultAsync(cancellationToken);
        }

        return found;
    }, null);

    /// <summary>What the viewer could get out of a fund at once now, in fen, as far as it is shown.</summary>
    public BatchLoader<FundId, long?> InstantOf => field ??= new(memory, async (ids, cancellationToken) =>
    {
        var viewer = caller.IdOrNobody;
        var (today, isOperator) = (BusinessCalendar.DateOf(clock.UtcNow()), caller.IsOperator);
        var rows = await (
            from fund in db.Set<Fund>()
            join liquidity in db.Set<Account>() on fund.LiquidityId equals liquidity.Id
            where ids.Contains(fund.Id)
                && (isOperator || db.Set<Holding>().Any(h => h.FundId == fund.Id && h.UserId == viewer && h.Units > 0))
            select new
            {
                fund.Id,
                Available = liquidity.CreditsPosted - liquidity.DebitsPosted,
                IsPerson = db.Set<User>().Any(me => me.Id == viewer && me.PersonId != null),
                Used = db.Set<InstantUse>()
                    .Where(u => u.FundId == fund.Id && u.Day == today && db.Set<User>().Any(me => me.Id == viewer && me.PersonId == u.PersonId))
                    .Sum(u => u.Used),
            }).ToListAsync(cancellationToken);
        return rows.ToDictionary(
            row => row.Id,
            row => (long?)(row.IsPerson || isOperator ? InstantRedemptions.Shown(row.Available, FundOrder.InstantLimit - row.Used) : 0));
    }, null);

    /// <summary>What a holding gained on the last closed day, and by which rate its value grew in a year.</summary>
    public BatchLoader<HoldingId, HoldingFigures> Figures => field ??= new(memory, async (ids, cancellationToken) =>
        await HoldingFigures.OfAsync(db, ids, cancellationToken), HoldingFigures.None);

    /// <summary>Whether the viewer may invest in a fund.</summary>
    public Loading<EligibilityCode> EligibilityOf(Fund fund)
    {
        var (isOpen, assessment) = (IsOpen.Load(fund.Id), Assessments.Load(caller.IdOrNobody));
        return new Fetched<EligibilityCode>(async cancellationToken =>
        {
            var tolerance = (await assessment.GetResultAsync(cancellationToken))?.Tolerance;
            var investor = caller.User is { } user ? new Investor(user.Level, user.FrozenAt is not null, tolerance) : null;
            return FundEligibility.Of(fund.RiskGrade, await isOpen.GetResultAsync(cancellationToken), investor);
        });
    }
}
