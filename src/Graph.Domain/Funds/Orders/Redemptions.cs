using Graph.Domain.Funds.Arithmetic;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Holdings;
using Graph.Domain.Funds.Institutions;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
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
    Idempotency idempotency, InstantRedemptions instant, ExchangeCalendar calendar, TimeProvider clock)
{
    /// <summary>Fewer units than this can be asked for. Nobody holds as many.</summary>
    private const decimal MostUnits = 1_000_000_000_000m;

    public async Task<Answer<FundOrderId>> RedeemAsync(Redemption redemption, CancellationToken cancellationToken)
    {
        var given = (redemption.Amount is null ? 0 : 1) + (redemption.Units is null ? 0 : 1) + (redemption.All ? 1 : 0);
        new Validation()
            .Check(given == 1, "Give either `amount`, `units`, or `all: true`.")
            .Check(
                redemption.Units is null or { Scale: <= FundMath.Decimals } and > 0 and < MostUnits,
                "Units are more than zero, with at most four decimals.",
                "units")
            .ThrowIfAny();
        var command = new Command(redemption.Actor, "redeemFund", redemption.Key, new RequestInput()
            .With("fund", redemption.Fund)
            .With("amount", redemption.Amount)
            .With("units", redemption.Units is { } units ? $"{(long)(units * FundMath.Scale)}" : null)
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
                var order = redemption.Speed == RedemptionSpeed.Instant
                    ? await instant.RedeemAsync(db, await AskedAsync(db, fund, redemption), command)
                    : await NextDayAsync(db, fund, redemption);
                return order.Id;
            },
            staysOpen: false,
            cancellationToken);
    }

    /// <summary>Locks the units. They are priced by the value of the day, and paid on the exchange day after it.</summary>
    private async Task<FundOrder> NextDayAsync(GraphDb db, Fund fund, Redemption redemption)
    {
        var (tradeOn, settlesOn) = await TradeDays.NextAsync(db, fund.Id, calendar, clock);
        var asked = await AskedAsync(db, fund, redemption);
        new Validation()
            .Check(redemption.All || asked.Units >= FundMath.LeastUnits, "Redeem at least 0.01 units, or all of them.", "units")
            .ThrowIfAny();
        await TradeDays.RequireFewAsync(db, asked.Holding);
        if (!await UnitLedger.LockAsync(db, asked.Holding, asked.Units))
        {
            throw await asked.InsufficientAsync(db);
        }

        var order = asked.WaitingFor(tradeOn, settlesOn, clock);
        db.Set<FundOrder>().Add(order);
        return order;
    }

    private static async Task<UnitsAsked> AskedAsync(GraphDb db, Fund fund, Redemption redemption)
    {
        var holding = await UnitLedger.Of(db, fund.Id, redemption.Actor).SingleOrDefaultAsync();
        var units = redemption.All ? holding?.Free ?? 0
            : redemption.Amount is { } amount ? amount.MinorUnits * FundMath.UnitsOfFen
            : (long)(redemption.Units!.Value * FundMath.Scale);
        return holding is not null && units > 0 && units <= holding.Free
            ? new UnitsAsked(fund, redemption.Actor, holding.Id, units) { Amount = redemption.Amount?.MinorUnits, AreAll = redemption.All }
            : throw new DomainException(new InsufficientUnitsError(FundMath.ToDecimal(holding?.Free ?? 0), FundMath.ToDecimal(units)));
    }
}
