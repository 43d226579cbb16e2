using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;

namespace Graph.Api.Tests.Ledger;

public sealed class StatementTests(ClockedServer server) : Scenario(server), IClassFixture<ClockedServer>
{
    private const string Query =
        """
        query($from: Date!, $to: Date!) { viewer { wallet { statement(from: $from, to: $to) {
          from to opening { amount } closing { amount } moneyIn { amount } moneyOut { amount } byKind { kind count total { amount } } } } } }
        """;

    [Fact]
    public async Task Days_follow_each_other_and_add_up()
    {
        // At noon, whatever time other tests have left on the clock.
        var now = server.Clock.GetUtcNow();
        server.Clock.Advance(new DateTimeOffset(now.ToOffset(TimeSpan.FromHours(8)).Date.AddDays(1).AddHours(12), TimeSpan.FromHours(8)) - now);
        var (one, other) = await server.FriendsAsync("100");
        await one.SendAsync(other, "10");
        await one.SendAsync(other, "5.50");
        var noon = server.Clock.GetUtcNow();
        server.Clock.Advance(TimeSpan.FromHours(13));
        (one, other) = (await server.BackAsync(one), await server.BackAsync(other));
        await other.SendAsync(one, "1.25");
        await one.WithdrawAsync("20");

        var first = await StatementAsync(one, noon, noon);
        Assert.Equal(("0.00", "84.50", "100.00", "15.50"), Of(first));
        Assert.Equal(["TOP_UP 1 100.00", "TRANSFER 2 -15.50"], first["byKind"]!.AsArray().Select(
            line => $"{line!["kind"]} {line["count"]} {line.Amount("total")}"));
        var second = await StatementAsync(one, noon.AddDays(1), noon.AddDays(1));
        Assert.Equal(("84.50", "65.75", "1.25", "20.00"), Of(second));
        Assert.Equal(("0.00", "65.75", "101.25", "35.50"), Of(await StatementAsync(one, noon.AddDays(-3), noon.AddDays(9))));
        Assert.Equal(("65.75", "65.75", "0.00", "0.00"), Of(await StatementAsync(one, noon.AddDays(2), noon.AddDays(2))));

        Assert.Equal("0.00", await BalanceAtAsync(one, noon));
        Assert.Equal("84.50", await BalanceAtAsync(one, noon.AddTicks(10)));
        Assert.Equal("65.75", await BalanceAtAsync(one, noon.AddYears(1)));
    }

    [Fact]
    public async Task A_line_of_a_day_s_first_instant_is_of_that_day_in_statements_and_balances_alike()
    {
        var one = await server.PersonAsync();
        await one.TopUpAsync("100");
        var midnight = new DateTimeOffset(server.Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).Date.AddDays(1), TimeSpan.FromHours(8));
        server.Clock.Advance(midnight - server.Clock.GetUtcNow());
        one = await server.BackAsync(one);
        await one.WithdrawAsync("1");

        var before = await StatementAsync(one, midnight.AddDays(-1), midnight.AddDays(-1));
        var after = await StatementAsync(one, midnight, midnight);
        Assert.Equal(("0.00", "100.00", "100.00", "0.00"), Of(before));
        Assert.Equal(("100.00", "99.00", "0.00", "1.00"), Of(after));
        Assert.Equal(after.Amount("opening"), await BalanceAtAsync(one, midnight));
        Assert.Equal("99.00", await BalanceAtAsync(one, midnight.AddTicks(10)));
    }

    [Theory]
    [InlineData("2026-11-24", "2026-11-23")]
    [InlineData("2025-01-01", "2026-06-01")]
    [InlineData("9999-12-31", "9999-12-31")]
    [InlineData("2026-13-01", "2026-13-01")]
    [InlineData("today", "tomorrow")]
    public async Task Days_that_are_none_are_bad_input(string from, string to)
    {
        var person = await server.PersonAsync();
        var reply = await person.AskAsync(Query, new { from, to });
        Assert.All(reply.Errors!, error => Assert.Equal("BAD_USER_INPUT", (string)error!["extensions"]!["code"]!));
    }

    private static async Task<string> BalanceAtAsync(Somebody person, DateTimeOffset time) =>
        (await person.DataAsync("query($time: DateTime!) { viewer { wallet { balanceAt(time: $time) { amount } } } }", new { time }))
        ["viewer"]!["wallet"]!.Amount("balanceAt");

    private static (string Opening, string Closing, string In, string Out) Of(System.Text.Json.Nodes.JsonNode statement) =>
        (statement.Amount("opening"), statement.Amount("closing"), statement.Amount("moneyIn"), statement.Amount("moneyOut"));

    private static async Task<System.Text.Json.Nodes.JsonNode> StatementAsync(Somebody person, DateTimeOffset from, DateTimeOffset to)
    {
        static string Day(DateTimeOffset time) => time.ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        return (await person.DataAsync(Query, new { from = Day(from), to = Day(to) }))["viewer"]!["wallet"]!["statement"]!;
    }
}
