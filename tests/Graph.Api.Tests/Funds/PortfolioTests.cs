using System.Globalization;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;
using Graph.Domain.Shared;

namespace Graph.Api.Tests.Funds;

/// <summary>What a portfolio is worth and has earned, beside instant redemptions, with figures that were computed by hand.</summary>
public sealed class PortfolioTests(ClockedServer server) : Scenario(server), IClassFixture<ClockedServer>
{
    private const int UnitsOfYuan = 10_000;
    private static readonly DateOnly Monday = new(2026, 11, 23);

    [Fact]
    public async Task What_is_redeemed_at_once_counts_once_on_its_day()
    {
        var fund = await server.OpenFundAsync();
        var (investor, admin) = (await server.InvestorAsync("2000"), await server.AdminAsync());
        Assert.Null((await admin.AddLiquidityAsync(fund.Fund, "5000"))["errors"]);
        Assert.Null((await investor.SubscribeAsync(fund.Fund, "1000"))["errors"]);
        (investor, fund) = await EveningAsync(Monday, Monday);
        (investor, fund) = await EveningAsync(Monday.AddDays(1), Monday.AddDays(1));
        Assert.Null((await investor.RedeemAsync(fund.Fund, "500", speed: "INSTANT"))["errors"]);

        // 1,000 units earned 0.5 yuan for 10,000 on that day: 0.05 yuan. Half of the units left in its evening.
        Assert.Equal([("2026-11-24", "500.05", "0.05"), ("2026-11-25", "500.05", "0.05")], await HistoryAsync(Monday.AddDays(1), Monday.AddDays(2), until: Monday.AddDays(2)));
        Assert.Equal(("500.05", "0.05", "0.05", null), await FiguresAsync());

        // A month later. Units of the day earn, and what less than a ten-thousandth is carried.
        var last = Monday.AddDays(32);
        (investor, fund) = await EveningAsync(last, Monday.AddDays(2));
        var (units, carry, before) = (500_0500L, 0L, 0L);
        for (var day = Monday.AddDays(2); day <= last; day = day.AddDays(1))
        {
            before = units;
            (units, carry) = (units + (((units * 5_000) + carry) / 100_000_000), ((units * 5_000) + carry) % 100_000_000);
        }

        Assert.Null((await investor.RedeemAsync(fund.Fund, "100", speed: "INSTANT"))["errors"]);
        var (value, income) = ((units - (100 * UnitsOfYuan)) / 100, (units - before) / 100);

        // 500 came back on the day on which 1,000 began; 31 days later 100 came back, and the rest is worth its value.
        var rate = Math.Pow((100_00 + value) / 500_00d, 365d / 31) - 1;
        Assert.Equal(
            (Yuan(value), Yuan(value + 600_00 - 1_000_00), Yuan(income), Math.Round(rate, 6).ToString("F6", CultureInfo.InvariantCulture)), await FiguresAsync());
        Assert.Equal([("2026-12-25", Yuan(value), Yuan(value + 600_00 - 1_000_00))], await HistoryAsync(last, last, until: last));

        async Task<(Somebody, OpenFund)> EveningAsync(DateOnly day, DateOnly first)
        {
            server.Clock.SetUtcNow(new DateTimeOffset(BusinessCalendar.StartOf(day).AddHours(16), TimeSpan.Zero));
            var owner = await server.BackAsync(fund.Owner);
            for (var one = first; one <= day; one = one.AddDays(1))
            {
                var published = await owner.PublishAsync(fund.Fund, one, "1", "0.5");
                Assert.True(published["errors"] is null, published.ToJsonString());
            }

            await server.PassAsync(TimeSpan.FromSeconds(1), async () => (string?)(await owner.DataAsync(
                "query($id: ID!) { node(id: $id) { ... on Fund { valueDate } } }", new { id = fund.Fund }))["node"]!["valueDate"] == $"{day:yyyy-MM-dd}");
            return (await server.BackAsync(investor), fund with { Owner = owner });
        }

        async Task<(string, string, string, string?)> FiguresAsync()
        {
            var seen = await investor.SeeHoldingsAsync();
            var holding = seen["holdings"]!["nodes"]![0]!;
            Assert.Equal(holding.Amount("value"), seen["portfolio"]!.Amount("value"));
            return (holding.Amount("value"), holding.Amount("gain"), holding.Amount("yesterdayGain"), (string?)holding["annualisedReturn"]);
        }

        // A history ends today, so that the clock goes on to the day that is asked for.
        async Task<IEnumerable<(string, string, string)>> HistoryAsync(DateOnly from, DateOnly to, DateOnly until)
        {
            if (BusinessCalendar.DateOf(server.Clock.GetUtcNow().UtcDateTime) < until)
            {
                server.Clock.SetUtcNow(new DateTimeOffset(BusinessCalendar.StartOf(until).AddHours(9), TimeSpan.Zero));
                investor = await server.BackAsync(investor);
            }

            var history = (await investor.DataAsync(
                "query($from: Date!, $to: Date!) { viewer { portfolio { history(from: $from, to: $to) { date value { amount } gain { amount } } } } }",
                new { from = $"{from:yyyy-MM-dd}", to = $"{to:yyyy-MM-dd}" }))["viewer"]!["portfolio"]!["history"]!.AsArray();
            return history.Select(day => ((string)day!["date"]!, day.Amount("value"), day.Amount("gain")));
        }
    }

    private static string Yuan(long fen) => (fen / 100m).ToString("F2", CultureInfo.InvariantCulture);
}
