using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;

namespace Graph.Api.Tests.Funds;

/// <summary>Standing orders as a front end sets and sees them, from 23 November 2026 on.</summary>
public sealed class StandingOrderTests(ClockedServer server) : Scenario(server), IClassFixture<ClockedServer>
{
    [Fact]
    public async Task What_lies_above_the_floor_is_invested_at_night_until_it_cannot_be_and_then_the_viewer_is_told()
    {
        var fund = await server.OpenFundAsync();
        var investor = await server.InvestorAsync("900");
        Assert.Null((await investor.SeeStandingAsync())["autoInvest"]);
        Assert.Equal("PAYMENT_PIN_REQUIRED", (await investor.SetAutoInvestAsync(fund.Fund, "200", pin: null)).CodeOf());
        var set = await investor.SetAutoInvestAsync(fund.Fund, "200");
        Assert.Equal(fund.Fund, set.Id("fund"));
        var standing = set["viewer"]!["autoInvest"]!;
        Assert.Equal((fund.Fund, "200.00"), (standing.Id("fund"), standing.Amount("floor")));
        Assert.Null(standing["pauseReason"]);

        // The same again changes nothing.
        var again = await investor.SetAutoInvestAsync(fund.Fund, "200");
        Assert.Equal(standing.ToJsonString(), again["viewer"]!["autoInvest"]!.ToJsonString());
        await PassNightAsync();
        investor = await server.BackAsync(investor);
        var order = Assert.Single((await investor.SeeHoldingsAsync())["holdings"]!["nodes"]![0]!["orders"]!["nodes"]!.AsArray())!;
        var placed = (await investor.DataAsync(
            "query($id: ID!) { node(id: $id) { ... on FundOrder { standingOrderKind side orderedAmount { amount } } } viewer { wallet { available { amount } } } }",
            new { id = (string)order["id"]! }));
        Assert.Equal(
            ("AUTO_INVEST", "SUBSCRIPTION", "700.00", "200.00"),
            ((string)placed["node"]!["standingOrderKind"]!, (string)placed["node"]!["side"]!, placed["node"]!.Amount("orderedAmount"),
                placed["viewer"]!["wallet"]!.Amount("available")));

        await investor.TopUpAsync("50");
        Assert.Null((await investor.FreezeAsync())["errors"]);
        await PassNightAsync();
        investor = await server.BackAsync(investor);
        var paused = (await investor.SeeStandingAsync())["autoInvest"]!;
        Assert.Equal("FROZEN", (string)paused["pauseReason"]!);
        Assert.NotNull(paused["pausedSince"]);
        Assert.Null(paused["nextAt"]);
        var told = (await investor.DataAsync(
            "{ viewer { notifications(first: 1) { nodes { kind title subject { __typename ... on StandingOrder { id fund { id } } } } } } }"))["viewer"]!["notifications"]!["nodes"]![0]!;
        Assert.Equal(
            ("STANDING_ORDER_PAUSED", "Automatic investing is paused: your account is frozen", (string)paused["id"]!),
            ((string)told["kind"]!, (string)told["title"]!, told.Id("subject")));
        var ended = await investor.SetAutoInvestAsync(fund.Fund, null, pin: null);
        Assert.Null(ended["errors"]);
        Assert.Null(ended["viewer"]!["autoInvest"]);

        async Task PassNightAsync()
        {
            var last = (string?)(await investor.SeeStandingAsync())["autoInvest"]!["nextAt"];
            await server.PassAsync(TimeSpan.FromDays(1), async () =>
            {
                investor = await server.BackAsync(investor);
                return (string?)(await investor.SeeStandingAsync())["autoInvest"]!["nextAt"] != last;
            });
        }
    }

    [Fact]
    public async Task A_plan_is_set_for_each_fund_and_says_what_is_wrong_with_it()
    {
        var (money, shares) = (await server.OpenFundAsync(), await server.OpenFundAsync("EQUITY", "R5"));
        var investor = await server.InvestorAsync(place: "middle");
        Assert.Equal(["amount", "amount"], PathOf(await investor.SetInvestmentPlanAsync(money.Fund, "0.99")));
        Assert.Equal(["amount", "amount"], PathOf(await investor.SetInvestmentPlanAsync(money.Fund, "0")));
        Assert.Equal(["dayOfMonth"], PathOf(await investor.SetInvestmentPlanAsync(money.Fund, "1", day: 0)));
        Assert.Equal(["floor", "amount"], PathOf(await investor.SetAutoInvestAsync(money.Fund, "1.001")));
        var unsuitable = await investor.SetInvestmentPlanAsync(shares.Fund, "10");
        Assert.Equal(("UNSUITABLE_FUND", "R5"), (unsuitable.CodeOf(), (string)unsuitable["errors"]![0]!["riskGrade"]!));
        Assert.Equal(["fund"], PathOf(await (await server.InvestorAsync()).SetAutoInvestAsync(shares.Fund, "10")));
        Assert.Null((await investor.SetInvestmentPlanAsync(shares.Fund, "10", day: 31, acknowledges: true))["errors"]);
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        var plans = (await investor.SetInvestmentPlanAsync(money.Fund, "20", day: 5))["viewer"]!["investmentPlans"]!.AsArray();
        Assert.Equal(
            [(money.Fund, "20.00", 5, "2026-12-04T19:00:00.000000Z"), (shares.Fund, "10.00", 31, "2026-11-29T19:00:00.000000Z")],
            plans.Select(plan => (plan!.Id("fund"), plan!.Amount("monthlyAmount"), (int)plan!["dayOfMonth"]!, (string)plan!["nextAt"]!)));
        var left = (await investor.SetInvestmentPlanAsync(shares.Fund, null, day: null, pin: null))["viewer"]!["investmentPlans"]!.AsArray();
        Assert.Equal(money.Fund, Assert.Single(left)!.Id("fund"));
    }

    [Fact]
    public async Task Nobody_else_learns_of_standing_orders()
    {
        var fund = await server.OpenFundAsync();
        var (investor, other) = (await server.InvestorAsync(), await server.InvestorAsync());
        await investor.SetAutoInvestAsync(fund.Fund, "100");
        await investor.SetInvestmentPlanAsync(fund.Fund, "10");
        foreach (var seen in new[] { await other.SeeStandingAsync(), await fund.Owner.SeeStandingAsync() })
        {
            Assert.Null(seen["autoInvest"]);
            Assert.Empty(seen["investmentPlans"]!.AsArray());
        }

        // Whoever ends the own, which is none, ends nobody else's.
        await other.SetAutoInvestAsync(fund.Fund, null);
        await other.SetInvestmentPlanAsync(fund.Fund, null);
        var standing = await investor.SeeStandingAsync();
        Assert.NotNull(standing["autoInvest"]);
        var id = (string)standing["autoInvest"]!["id"]!;
        Assert.Null((await other.DataAsync("query($id: ID!) { node(id: $id) { id } }", new { id }))["node"]);
        Assert.NotNull((await investor.DataAsync("query($id: ID!) { node(id: $id) { id } }", new { id }))["node"]);
        Assert.Single(standing["investmentPlans"]!.AsArray());
    }

    private static IEnumerable<string> PathOf(JsonNode payload)
    {
        Assert.Equal("VALIDATION", payload.CodeOf());
        return payload["errors"]![0]!["path"]!.AsArray().Select(part => (string)part!);
    }
}
