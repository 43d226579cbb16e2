using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Institutions;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Ledger.Limits;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Funds.Standing;

/// <summary>A monthly investment in a fund.</summary>
/// <param name="Fund">The fund.</param>
/// <param name="Amount">The amount that is invested each month; null ends the plan.</param>
/// <param name="DayOfMonth">The day from 1 to 31; null when the plan ends.</param>
/// <param name="AcknowledgesRisk">Whether the person has seen the warning that the fund is riskier than they tolerate.</param>
public sealed record InvestmentPlan(FundId Fund, Money? Amount, int? DayOfMonth, bool AcknowledgesRisk);

/// <summary>
/// Sets standing orders, and ends them. Setting one takes the payment PIN, because no other confirmation is asked for later, and
/// everything that a subscription requires. Ending one takes nothing.
/// </summary>
public sealed class StandingOrders(Units units, PaymentPins pins, IWalletLock wallets, TimeProvider clock)
{
    /// <summary>The most that is invested in a night from a wallet, in fen: what remains can be paid on that day with the PIN, without a passkey.</summary>
    private static readonly long MostOfNight = SpendingLimits.DayByPin.MinorUnits - SpendingLimits.DayBySession.MinorUnits;

    private sealed record Terms(UserId Actor, FundId Fund, StandingOrderKind Kind)
    {
        public Money? Floor { get; init; }

        public Money? Amount { get; init; }

        public int? DayOfMonth { get; init; }

        public bool AcknowledgesRisk { get; init; }

        public bool IsOn => (Floor ?? Amount) is not null;

        public string Text => Kind == StandingOrderKind.AutoInvest ? $"above {Floor}" : $"of {Amount} on day {DayOfMonth} of the month";
    }

    /// <summary>Invests each night what lies in the wallet above a floor. Another fund takes the place of the first.</summary>
    /// <returns>The fund of the standing order that was set or ended.</returns>
    public Task<FundId> SetAutoInvestAsync(UserId actor, FundId fund, Money? floor, bool acknowledgesRisk, string? pin, Origin origin) =>
        SetAsync(new Terms(actor, fund, StandingOrderKind.AutoInvest) { Floor = floor, AcknowledgesRisk = acknowledgesRisk }, pin, origin);

    /// <summary>Invests an amount each month. Another plan for the same fund takes the place of the first.</summary>
    /// <returns>The fund.</returns>
    public Task<FundId> SetPlanAsync(UserId actor, InvestmentPlan plan, string? pin, Origin origin)
    {
        new Validation()
            .Check(plan.Amount is null || plan.DayOfMonth is >= 1 and <= 31, "Give a day of the month from 1 to 31.", "dayOfMonth")
            .ThrowIfAny();
        return SetAsync(
            new Terms(actor, plan.Fund, StandingOrderKind.Plan)
            {
                Amount = plan.Amount,
                DayOfMonth = plan.DayOfMonth,
                AcknowledgesRisk = plan.AcknowledgesRisk,
            },
            pin,
            origin);
    }

    /// <summary>Ends a standing order. It is always possible: at any level, frozen or not.</summary>
    /// <returns>The fund of the standing order that was ended.</returns>
    /// <exception cref="DomainException">The person has no such standing order.</exception>
    public Task<FundId> EndAsync(UserId actor, StandingOrderId id) => units.WriteAsync(async db =>
    {
        await wallets.LockAsync(db, actor);
        return await EndAsync(db, actor, db.Set<StandingOrder>().Where(o => o.Id == id && o.UserId == actor))
            ?? throw new DomainException(new NotFoundError("standingOrder"));
    });

    private async Task<FundId> SetAsync(Terms terms, string? pin, Origin origin)
    {
        var confirmation = await pins.ConfirmAsync(terms.Actor, pin, origin);
        if (terms.IsOn && confirmation == Confirmation.Session)
        {
            throw await units.ReadAsync(db => Restrictions.PinNeededAsync(db, terms.Actor, clock.UtcNow()));
        }

        return await units.WriteAsync(async db =>
        {
            // The wallet stands for its standing orders: nights, freezing and closing lock it too.
            await wallets.LockAsync(db, terms.Actor);
            return terms.IsOn ? await PutAsync(db, terms)
                : await EndAsync(db, terms.Actor, Of(db, terms)) is { } ended ? ended
                : await db.Set<Fund>().Where(FundPolicy.SeesFund(terms.Actor, db)).AnyAsync(f => f.Id == terms.Fund) ? terms.Fund
                : throw new DomainException(new NotFoundError("fund"));
        });
    }

    private async Task<FundId> PutAsync(GraphDb db, Terms terms)
    {
        var now = clock.UtcNow();
        var offer = await FundOffer.FindAsync(db, terms.Actor, terms.Fund, now);
        var warnedAt = await offer.RequireAsync(db, terms.AcknowledgesRisk);
        var fund = offer.Fund;
        var isPlan = terms.Kind == StandingOrderKind.Plan;
        new Validation()
            .Check(offer.Buyer.ClosedAt is null, "The account is closed.")
            .Check(isPlan || fund.IsMoneyMarket, "Only a money-market fund invests what lies in the wallet.", "fund")
            .Check(
                !isPlan || terms.Amount!.Value.MinorUnits >= fund.Minimum,
                $"The least amount of this fund is {new Money(fund.Minimum, fund.Currency)}.",
                "amount", "amount")
            .Check(
                !isPlan || terms.Amount!.Value <= SpendingLimits.DayByPin,
                $"At most {SpendingLimits.DayByPin} a day can be invested without a passkey.",
                "amount", "amount")
            .Check(
                isPlan || fund.Minimum <= MostOfNight,
                $"At most {Money.Fen(MostOfNight)} a night is invested, and the least amount of this fund is more.",
                "fund")
            .ThrowIfAny();
        await Restrictions.RequireOldPinAsync(db, offer.Buyer, now);
        var before = await Of(db, terms).SingleOrDefaultAsync();
        if (before is { PausedAt: null } && before.FundId == fund.Id && before.Floor == terms.Floor?.MinorUnits
            && before.Amount == terms.Amount?.MinorUnits && before.DayOfMonth == terms.DayOfMonth && before.WarnedAt == warnedAt)
        {
            return fund.Id;
        }

        if (isPlan && before is null)
        {
            new Validation()
                .Check(await PlansOf(db, terms.Actor).CountAsync() < StandingOrder.MaxPlans, $"You have {StandingOrder.MaxPlans} plans. End one first.", "fund")
                .ThrowIfAny();
        }

        var order = new StandingOrder
        {
            Id = before?.Id ?? new StandingOrderId(clock.NewGuid()),
            UserId = terms.Actor,
            FundId = fund.Id,
            Kind = terms.Kind,
            Floor = terms.Floor?.MinorUnits,
            Amount = terms.Amount?.MinorUnits,
            DayOfMonth = terms.DayOfMonth,
            WarnedAt = warnedAt,
            SetAt = now,

            // A night that is still to come, so that no night of before is invested again.
            DueAt = terms.DayOfMonth is { } day
                ? StandingOrderCalendar.First(day, now, await LastNightAsync(db, terms))
                : StandingOrderCalendar.Next(null, now),
        };
        db.Entry(order).State = before is null ? EntityState.Added : EntityState.Modified;
        db.Audit(terms.Actor, AuditKind.MoneyMoved, now, $"A standing order for fund {fund.Code}, {terms.Text}, was set.");
        return fund.Id;
    }

    /// <summary>Ends a standing order, and returns its fund; null when there is none.</summary>
    private async Task<FundId?> EndAsync(GraphDb db, UserId actor, IQueryable<StandingOrder> order)
    {
        if (await order.Select(o => (FundId?)o.FundId).SingleOrDefaultAsync() is not { } ended)
        {
            return null;
        }

        await order.ExecuteDeleteAsync();
        var code = await db.Set<Fund>().Where(f => f.Id == ended).Select(f => f.Code).SingleAsync();
        db.Audit(actor, AuditKind.MoneyMoved, clock.UtcNow(), $"A standing order for fund {code} was ended.");
        return ended;
    }

    /// <summary>The last night on which a plan for the fund invested; null when there is none, or when it was cancelled.</summary>
    private static Task<DateOnly?> LastNightAsync(GraphDb db, Terms terms) => db.Set<FundOrder>()
        .Where(o => o.UserId == terms.Actor && o.FundId == terms.Fund && o.Standing == StandingOrderKind.Plan && o.Status != FundOrderStatus.Cancelled)
        .MaxAsync(o => o.StandingOn);

    private static IQueryable<StandingOrder> PlansOf(GraphDb db, UserId actor) =>
        db.Set<StandingOrder>().Where(o => o.UserId == actor && o.Kind == StandingOrderKind.Plan);

    /// <summary>Selects the standing order whose place this one takes.</summary>
    private static IQueryable<StandingOrder> Of(GraphDb db, Terms terms) => terms.Kind == StandingOrderKind.Plan
        ? PlansOf(db, terms.Actor).Where(o => o.FundId == terms.Fund)
        : db.Set<StandingOrder>().Where(o => o.UserId == terms.Actor && o.Kind == StandingOrderKind.AutoInvest);
}
