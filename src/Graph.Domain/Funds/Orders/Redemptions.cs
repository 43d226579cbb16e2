using Graph.Domain.Funds.Arithmetic;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Holdings;
using Graph.Domain.Funds.Institutions;
using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Funds.Orders;

/// <summary>What to redeem: exactly one of an amount, units, or all.</summary>
public sealed record Redemption(UserId Actor, Guid Key, FundId Fund, RedemptionSpeed Speed)
{
    public Money? Amount { get; init; }

    public decimal? Units { get; init; }

    public bool All { get; init; }
}

/// <summary>
/// Takes money out of funds. This is always possible: at any level, frozen or not, whatever has become of the institution, and
/// against no limit but that of instant redemptions.
/// </summary>
public sealed class Redemptions(
    Idempotency idempotency, GeneralLedger money, UnitLedger ledger, ExchangeCalendar calendar, TimeProvider clock)
{
    public async Task<Answer<FundOrderId>> RedeemAsync(Redemption redemption, CancellationToken cancellationToken)
    {
        var given = (redemption.Amount is null ? 0 : 1) + (redemption.Units is null ? 0 : 1) + (redemption.All ? 1 : 0);
        var asked = redemption.Units * FundMath.Scale;
        new Validation()
            .Check(given == 1, "Give either `amount`, `units`, or `all: true`.")
            .Check(
                redemption.Units is null || (redemption.Units is > 0 and < 1_000_000_000_000m && asked == decimal.Truncate(asked!.Value)),
                "Units are more than zero, with at most four decimals.",
                "units")
            .ThrowIfAny();
        var command = new Command(redemption.Actor, "redeemFund", redemption.Key, new RequestInput()
            .With("fund", redemption.Fund)
            .With("amount", redemption.Amount)
            .With("units", asked is { } count ? $"{(long)count}" : null)
            .With("all", redemption.All)
            .With("speed", (RedemptionSpeed?)redemption.Speed));
        return await idempotency.RunAsync(
            command,
            confirm: null,
            async db =>
            {
                var fund = await db.Set<Fund>().Where(FundPolicy.SeesFund(redemption.Actor, db)).SingleOrDefaultAsync(f => f.Id == redemption.Fund)
                    ?? throw new DomainException(new NotFoundError("fund"));
                new Validation()
                    .Check(redemption.Amount is null || fund.IsMoneyMarket, "Only a money-market fund can be redeemed by amount. Give units.", "amount")
                    .Check(
                        redemption.Speed == RedemptionSpeed.NextDay || fund.IsMoneyMarket,
                        "Only a money-market fund pays at once. Use NEXT_DAY.",
                        "speed")
                    .ThrowIfAny();
                return redemption.Speed == RedemptionSpeed.Instant
                    ? await AtOnceAsync(db, fund, redemption, command)
                    : await NextDayAsync(db, fund, redemption);
            },
            staysOpen: false,
            cancellationToken);
    }

    /// <summary>Locks the units. They are priced by the value of the day, and paid on the exchange day after it.</summary>
    private async Task<FundOrderId> NextDayAsync(GraphDb db, Fund fund, Redemption redemption)
    {
        var (tradeOn, settlesOn) = await TradeDays.NextAsync(db, fund.Id, calendar, clock);
        var (holding, units) = await AskedAsync(db, fund, redemption);
        new Validation()
            .Check(redemption.All || units >= FundMath.LeastUnits, "Redeem at least 0.01 units, or all of them.", "units")
            .ThrowIfAny();
        await TradeDays.RequireFewAsync(db, holding);
        if (!await UnitLedger.LockAsync(db, holding, units))
        {
            throw await InsufficientAsync(db, fund, redemption, units);
        }

        var order = New(fund, redemption, holding, units, FundOrderStatus.Ordered, tradeOn, settlesOn);
        db.Set<FundOrder>().Add(order);
        return order.Id;
    }

    /// <summary>
    /// Pays from what a bank advances. Its units pass to that bank, which gets the money back on the next exchange day. A unit of
    /// a money-market fund is always worth one yuan, so nothing has to be priced.
    /// </summary>
    private async Task<FundOrderId> AtOnceAsync(GraphDb db, Fund fund, Redemption redemption, Command command)
    {
        var (holding, units) = await AskedAsync(db, fund, redemption);
        var amount = FundMath.WorthOf(units, FundMath.OneYuan);
        new Validation().Check(amount > 0, "These units are worth less than ¥0.01. Redeem all of them with NEXT_DAY.", "units").ThrowIfAny();
        var now = clock.UtcNow();
        var today = BusinessCalendar.DateOf(now);
        var order = New(fund, redemption, holding, units, FundOrderStatus.Settled, today, today);

        // Who has lost an identity to somebody else has no limit to count against, and gets the money on the next exchange day.
        var person = await db.Set<User>().Where(u => u.Id == redemption.Actor).Select(u => u.PersonId).SingleAsync()
            ?? throw Validation.Error("Your identity is not verified, so nothing can be paid at once. Use NEXT_DAY.", "speed");
        var wallet = await db.Set<Account>().Where(a => a.OwnerId == redemption.Actor).Select(a => a.Id).SingleAsync();
        var paid = new Money(amount, fund.Currency);
        var movement = new Movement(TransactionKind.FundRedemption, fund.LiquidityId!.Value, wallet, paid, redemption.Actor)
        {
            Payee = redemption.Actor,
            Business = fund.CustodyId,
            Note = fund.DisplayName,
            Cause = command,
        };
        var transaction = await money.PostAsync(db, movement, async () =>
        {
            await db.LockAsync(db.Set<Fund>().Where(f => f.Id == fund.Id));
            var posting = new UnitPosting
            {
                Id = ledger.NewId(),
                FundId = fund.Id,
                Kind = UnitPostingKind.Advance,
                FromId = holding,
                ToId = await UnitLedger.OfHouseAsync(db, fund.Id, HoldingKind.Advance),
                Units = units,
                EffectiveOn = await UnitLedger.EffectiveOnAsync(db, fund.Id, today),
                OrderId = order.Id,
                At = now,
            };
            db.Set<FundOrder>().Add(order);
            await db.SaveChangesAsync();
            if (!await ledger.GiveAsync(db, posting, amount, areLocked: false))
            {
                throw await InsufficientAsync(db, fund, redemption, units);
            }

            await TakeAsync(db, fund, person, today, amount);
            var returned = BusinessCalendar.StartOf(calendar.After(today));
            await db.Set<Fund>()
                .Where(f => f.Id == fund.Id && f.AdvanceDueAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(f => f.AdvanceDueAt, returned));
            return null;
        });
        db.Set<FundOrderTransaction>().Add(new FundOrderTransaction { TransactionId = transaction.Id, OrderId = order.Id });
        db.Raise(new FundOrderSettled(order, now));
        return order.Id;
    }

    /// <summary>Counts an instant redemption against the person's limit of the day, and looks whether the bank can advance it.</summary>
    private static async Task TakeAsync(GraphDb db, Fund fund, PersonId person, DateOnly day, long amount)
    {
        var use = db.Set<InstantUse>().Where(u => u.PersonId == person && u.FundId == fund.Id && u.Day == day);
        if (!await use.AnyAsync())
        {
            // The fund is locked, so no other unit inserts the row in between.
            db.Set<InstantUse>().Add(new InstantUse { PersonId = person, FundId = fund.Id, Day = day });
            await db.SaveChangesAsync();
        }

        var liquidity = db.Set<Account>().Where(a => a.Id == fund.LiquidityId);
        await db.LockAsync(liquidity);
        var left = FundOrder.InstantLimit - await use.Select(u => u.Used).SingleAsync();
        var available = (await liquidity.SingleAsync()).Available.MinorUnits;
        if (amount > left || amount > available)
        {
            throw new DomainException(new InstantLimitError(new Money(Math.Min(left, available), fund.Currency)));
        }

        await use.ExecuteUpdateAsync(set => set.SetProperty(u => u.Used, u => u.Used + amount));
    }

    private static async Task<(HoldingId Holding, long Units)> AskedAsync(GraphDb db, Fund fund, Redemption redemption)
    {
        var holding = await UnitLedger.Of(db, fund.Id, redemption.Actor).SingleOrDefaultAsync();
        var units = redemption.All ? holding?.Free ?? 0
            : redemption.Amount is { } amount ? amount.MinorUnits * FundMath.UnitsOfFen
            : (long)(redemption.Units!.Value * FundMath.Scale);
        return holding is not null && units > 0 && units <= holding.Free
            ? (holding.Id, units)
            : throw new DomainException(new InsufficientUnitsError(FundMath.ToDecimal(holding?.Free ?? 0), FundMath.ToDecimal(units)));
    }

    private static async Task<DomainException> InsufficientAsync(GraphDb db, Fund fund, Redemption redemption, long units)
    {
        var free = await UnitLedger.Of(db, fund.Id, redemption.Actor).Select(h => h.Units - h.Locked).SingleAsync();
        return new DomainException(new InsufficientUnitsError(FundMath.ToDecimal(free), FundMath.ToDecimal(units)));
    }

    private FundOrder New(
        Fund fund, Redemption redemption, HoldingId holding, long units, FundOrderStatus status, DateOnly tradeOn, DateOnly settlesOn)
    {
        var (id, now) = (clock.NewGuid(), clock.UtcNow());
        var isOver = status == FundOrderStatus.Settled;
        return new FundOrder
        {
            Id = new FundOrderId(id),
            FundId = fund.Id,
            UserId = redemption.Actor,
            HoldingId = holding,
            Side = FundOrderSide.Redemption,
            Speed = redemption.Speed,
            OrderedAmount = redemption.Amount?.MinorUnits,
            OrderedUnits = units,
            Status = status,
            TradeOn = tradeOn,
            SettlesOn = settlesOn,
            Units = isOver ? units : null,
            Gross = isOver ? FundMath.WorthOf(units, FundMath.OneYuan) : null,
            Fee = isOver ? 0 : null,
            Value = isOver ? FundMath.OneYuan : null,
            Visibility = Visibility.Parties,
            OrderedAt = now,
            SettledAt = isOver ? now : null,
            Tiebreak = id.RandomPart(),
        };
    }
}
