using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Funds;

/// <summary>Funds as a front end sees them.</summary>
public sealed class FundTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    [Fact]
    public async Task An_institution_sells_once_it_is_verified()
    {
        var admin = await AdminAsync();
        var fund = await server.OpenFundAsync("MIXED", "R3", verified: false, change: new
        {
            minimum = new { amount = "10" },
            subscriptionFee = "0.0015",
            redemptionFees = new[] { new { fromDay = 0, fee = "0.015" }, new { fromDay = 7, fee = "0" } },
        });
        var investor = await server.InvestorAsync();
        Assert.Null(await NodeAsync(investor, fund.Fund));
        Assert.Null(await NodeAsync(investor, fund.Institution));
        Assert.NotNull(await NodeAsync(fund.Owner, fund.Fund));
        Assert.Equal("NOT_FOUND", (await investor.SubscribeAsync(fund.Fund, "100")).CodeOf());
        var verified = await admin.DoAsync(
            "mutation($input: VerifyInstitutionInput!) { verifyInstitution(input: $input) { institution { verified } errors { __typename } } }",
            new { institution = fund.Institution });
        Assert.True((bool)verified["institution"]!["verified"]!);
        var seen = (await investor.DataAsync(
            """
            query($code: String!) { fund(code: $code) { id code kind riskGrade minimum { amount } subscriptionFee redemptionFees { fromDay fee } netAssetValue
              valueDate incomePer10k sevenDayYield instantRemaining { amount } institution { name verified funds { id } fees { amount } staff { id } }
              viewerCanSubscribe { allowed code message requiredLevel } } }
            """,
            new { code = fund.Code.ToLowerInvariant() }))["fund"]!;
        Assert.Equal(fund.Fund, (string)seen["id"]!);
        Assert.Equal(("10.00", "0.0015", "1.0000"), (seen.Amount("minimum"), (string)seen["subscriptionFee"]!, (string)seen["netAssetValue"]!));
        Assert.True((bool)seen["viewerCanSubscribe"]!["allowed"]!);
        Assert.Null(seen["institution"]!["fees"]);
        Assert.Null(seen["institution"]!["staff"]);
        Assert.Null(seen["instantRemaining"]);
        Assert.Equal("VALIDATION", (await investor.SubscribeAsync(fund.Fund, "9.99")).CodeOf());
    }

    [Fact]
    public async Task What_is_bought_is_held_and_shows_in_the_portfolio_and_in_the_wallet()
    {
        var fund = await server.OpenFundAsync("EQUITY", "R4", change: new { subscriptionFee = "0.0015" });
        var investor = await server.InvestorAsync();
        var key = Guid.CreateVersion7();
        var ordered = await investor.SubscribeAsync(fund.Fund, "500", key: key);
        Assert.Null(ordered["errors"]);
        Assert.Equal(("ORDERED", "400.00"), ((string)ordered["order"]!["status"]!, ordered["wallet"]!.Amount("available")));
        Assert.True((bool)(await investor.SubscribeAsync(fund.Fund, "500", key: key))["replayed"]!);
        await server.SettleAsync(fund, ordered.Id("order"), "1.2345", income: null);
        var order = (await NodeAsync(investor, ordered.Id("order")))!;
        Assert.Equal("FundOrder", (string)order["__typename"]!);
        var viewer = await investor.SeeHoldingsAsync();
        var holding = viewer["holdings"]!["nodes"]![0]!;

        // 500 / 1.0015 = 499.251…; 499.25 / 1.2345 = 404.4147…, which are worth 499.24.
        Assert.Equal(("404.4147", "499.24", "500.00", "-0.76"), ((string)holding["units"]!, holding.Amount("value"), holding.Amount("cost"), holding.Amount("gain")));
        Assert.Equal("499.24", viewer["portfolio"]!.Amount("value"));

        // The same holding from the fund and from the order, which a mutation returns. Others hold nothing.
        const string Ways = "query($fund: ID!, $order: ID!) { fund: node(id: $fund) { ... on Fund { viewerHolding { id units } } } order: node(id: $order) { ... on FundOrder { holding { id units } } } }";
        var ways = await investor.DataAsync(Ways, new { fund = fund.Fund, order = ordered.Id("order") });
        Assert.Equal((string)holding["id"]!, (string)ways["fund"]!["viewerHolding"]!["id"]!);
        Assert.Equal((string)holding["id"]!, (string)ways["order"]!["holding"]!["id"]!);
        Assert.Equal("404.4147", (string)ways["order"]!["holding"]!["units"]!);
        foreach (var other in new[] { fund.Owner.Client, server.Client() })
        {
            Assert.Null((await other.DataAsync("query($fund: ID!) { node(id: $fund) { ... on Fund { viewerHolding { id } } } }", new { fund = fund.Fund }))["node"]!["viewerHolding"]);
        }

        Assert.Equal("EQUITY", (string)viewer["portfolio"]!["byKind"]![0]!["kind"]!);
        var paid = (await investor.DataAsync(
            """
            { viewer { wallet { transactions(first: 1) { nodes { kind direction amount { amount } payee { displayName ... on Fund { id } }
              subject { ... on FundOrder { id status fee { amount } } } } } } notifications(first: 1) { nodes { kind subject { ... on FundOrder { id } } } } } }
            """))["viewer"]!;
        var transaction = paid["wallet"]!["transactions"]!["nodes"]![0]!;
        Assert.Equal(("FUND_SUBSCRIPTION", "OUT", fund.Fund), ((string)transaction["kind"]!, (string)transaction["direction"]!, (string)transaction["payee"]!["id"]!));
        Assert.Equal(("SETTLED", "0.75"), ((string)transaction["subject"]!["status"]!, transaction["subject"]!.Amount("fee")));
        Assert.Equal("FUND_ORDER_SETTLED", (string)paid["notifications"]!["nodes"]![0]!["kind"]!);
        var fees = (await fund.Owner.DataAsync("query($id: ID!) { node(id: $id) { ... on Institution { fees { amount } } } }", new { id = fund.Institution }))["node"]!;

        // The fee of one person is not shown: it would tell what was ordered.
        Assert.Equal("0.00", fees.Amount("fees"));
    }

    [Fact]
    public async Task A_money_market_fund_pays_at_once()
    {
        var admin = await AdminAsync();
        var fund = await server.OpenFundAsync();
        var investor = await server.HolderAsync(fund, "300");
        Assert.Equal("200.00", (await admin.AddLiquidityAsync(fund.Fund, "200"))["fund"]!.Amount("instantRemaining"));
        var redeemed = await investor.RedeemAsync(fund.Fund, "120", speed: "INSTANT");
        Assert.Equal(("SETTLED", "720.00"), ((string)redeemed["order"]!["status"]!, redeemed["wallet"]!.Amount("available")));
        var over = await investor.RedeemAsync(fund.Fund, "80.01", speed: "INSTANT");

        // ¥80 are left of the bank's money, which is told in steps of ¥100, and can be used.
        Assert.Equal("0.00", over["errors"]![0]!.Amount("remaining"));
        Assert.Equal("0.00", (await investor.DataAsync(
            "query($id: ID!) { node(id: $id) { ... on Fund { instantRemaining { amount } } } }", new { id = fund.Fund }))["node"]!.Amount("instantRemaining"));
        Assert.Null((await investor.RedeemAsync(fund.Fund, "80", speed: "INSTANT"))["errors"]);
        var much = await investor.RedeemAsync(fund.Fund, "100.01");
        Assert.Equal(("100.0000", "100.0100"), ((string)much["errors"]![0]!["availableUnits"]!, (string)much["errors"]![0]!["neededUnits"]!));
        var rest = await investor.RedeemAsync(fund.Fund, all: true);
        Assert.Equal(("ORDERED", "100.0000"), ((string)rest["order"]!["status"]!, (string)rest["order"]!["orderedUnits"]!));
        Assert.Equal("VALIDATION", (await investor.RedeemAsync(fund.Fund)).CodeOf());
        Assert.Equal("VALIDATION", (await investor.RedeemAsync(fund.Fund, "1", all: true)).CodeOf());
        Assert.Equal("VALIDATION", (await investor.RedeemAsync(fund.Fund, units: "0.00001")).CodeOf());
    }

    [Fact]
    public async Task A_fund_says_who_may_invest()
    {
        var (risky, safe) = (await server.OpenFundAsync("EQUITY", "R5"), await server.OpenFundAsync());
        var careful = await server.InvestorAsync(place: "careful");
        var between = await server.InvestorAsync(place: "between");
        var silent = await server.PersonAsync(RealNameLevel.ClassIII);
        var low = await server.PersonAsync();
        Assert.Equal("UNSUITABLE", await CodeAsync(careful.Client, risky));
        Assert.Equal("OK", await CodeAsync(careful.Client, safe));
        Assert.Equal("AFTER_WARNING", await CodeAsync(between.Client, risky));
        Assert.Equal("ANSWERS_REQUIRED", await CodeAsync(silent.Client, safe));
        Assert.Equal("LEVEL", await CodeAsync(low.Client, safe));
        Assert.Equal("SIGN_IN", await CodeAsync(server.Client(), safe));
        var refused = await between.SubscribeAsync(risky.Fund, "10");
        Assert.Equal(("R5", "C2"), ((string)refused["errors"]![0]!["riskGrade"]!, (string)refused["errors"]![0]!["tolerance"]!));
        Assert.Null((await between.SubscribeAsync(risky.Fund, "10", acknowledges: true))["errors"]);
        Assert.Equal("UNSUITABLE_FUND", (await careful.SubscribeAsync(risky.Fund, "10", acknowledges: true)).CodeOf());

        static async Task<string> CodeAsync(GraphClient client, OpenFund fund) => (string)(await client.DataAsync(
            "query($id: ID!) { node(id: $id) { ... on Fund { viewerCanSubscribe { code allowed message } } } }", new { id = fund.Fund }))["node"]!["viewerCanSubscribe"]!["code"]!;
    }

    [Fact]
    public async Task A_search_of_dashes_alone_finds_no_fund_by_its_code()
    {
        var fund = await server.OpenFundAsync(change: new { displayName = "稳健 – 一号" });
        Assert.Contains(fund.Fund, await FoundAsync(fund.Code.ToLowerInvariant()));
        Assert.Contains(fund.Fund, await FoundAsync($"{fund.Code[..2]}-{fund.Code[2..]}"));
        Assert.Empty(await FoundAsync("-"));
        Assert.Equal([fund.Fund], await FoundAsync("–"));

        async Task<List<string>> FoundAsync(string search) => [.. (await server.Client().DataAsync(
            "query($search: String) { funds(first: 100, where: { search: $search }) { nodes { id } } }", new { search }))["funds"]!["nodes"]!.AsArray()
            .Select(node => (string)node!["id"]!)];
    }

    [Fact]
    public async Task A_history_shows_values_yields_and_corrections()
    {
        var fund = await server.OpenFundAsync();
        var first = new DateOnly(2026, 3, 2);
        for (var day = first; day < first.AddDays(8); day = day.AddDays(1))
        {
            Assert.Null((await fund.Owner.PublishAsync(fund.Fund, day, "1", "0.5479"))["errors"]);
        }

        var gap = await fund.Owner.PublishAsync(fund.Fund, first.AddDays(9), "1", "0.5");
        Assert.Equal(("FUND_DAY", "2026-03-10"), (gap.CodeOf(), (string)gap["errors"]![0]!["expected"]!));
        await Graph.Tests.Stores.Patience.UntilAsync(async () => (string?)(await FundAsync())["valueDate"] == "2026-03-09");
        var corrected = await fund.Owner.PublishAsync(fund.Fund, first.AddDays(7), "1", "0.6", "A price was wrong.");
        Assert.False((bool)corrected["day"]!["corrections"]![0]!["counts"]!);
        var seen = await FundAsync();
        Assert.Equal(("0.5479", "0.02020"), ((string)seen["incomePer10k"]!, (string)seen["sevenDayYield"]!));
        var history = seen["history"]!.AsArray();
        Assert.Equal(8, history.Count);
        Assert.Null(history[5]!["sevenDayYield"]);
        Assert.Equal("0.02020", (string)history[6]!["sevenDayYield"]!);

        async Task<System.Text.Json.Nodes.JsonNode> FundAsync() => (await server.Client().DataAsync(
            """
            query($id: ID!) { node(id: $id) { ... on Fund { valueDate incomePer10k sevenDayYield
              history(from: "2026-03-01", to: "2026-04-01") { date netAssetValue incomePer10k sevenDayYield corrections { counts } } } } }
            """,
            new { id = fund.Fund }))["node"]!;
    }

    private async Task<Somebody> AdminAsync()
    {
        var admin = await server.PersonAsync();
        await server.Services.GetRequiredService<Profiles>().GrantAsync(admin.Phone, Role.Admin);
        return admin;
    }

    private static async Task<System.Text.Json.Nodes.JsonNode?> NodeAsync(Somebody person, string id) =>
        (await person.DataAsync("query($id: ID!) { node(id: $id) { __typename id } }", new { id }))["node"];
}
