using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;
using Graph.Api.Tests.Posts;

namespace Graph.Api.Tests.Funds;

/// <summary>How operators decide which institutions sell.</summary>
public sealed class VerificationTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    private const string Institutions =
        """
        query($verified: Boolean) { institutions(verified: $verified, first: 100) {
          totalCount nodes { id name verified licenceNumber openedAt } } }
        """;

    [Fact]
    public async Task Operators_see_who_waits_and_who_sells()
    {
        var admin = await server.AdminAsync();
        var (first, second) = (await server.OpenFundAsync(verified: false), await server.OpenFundAsync(verified: false));
        var waiting = await ListAsync(admin, verified: false);
        Assert.Equal([first.Institution, second.Institution], waiting.Select(node => (string)node["id"]!)
            .Where(id => id == first.Institution || id == second.Institution));
        Assert.All(waiting, node => Assert.Equal((false, 18), ((bool)node["verified"]!, ((string)node["licenceNumber"]!).Length)));
        await admin.MustAsync("verifyInstitution", new { institution = first.Institution });
        Assert.DoesNotContain(await ListAsync(admin, verified: false), node => (string)node["id"]! == first.Institution);
        Assert.Contains(await ListAsync(admin, verified: true), node => (string)node["id"]! == first.Institution && (bool)node["verified"]!);
        Assert.Equal("FORBIDDEN", (await first.Owner.AskAsync(Institutions)).Code);
        Assert.Equal("UNAUTHENTICATED", (await server.Client().AskAsync(Institutions)).Code);

        // Staff see the licence too, and nobody else.
        Assert.Equal(18, (await LicenceAsync(first.Owner, first.Institution))!.Length);
        Assert.Null(await LicenceAsync(second.Owner, first.Institution));
    }

    [Fact]
    public async Task Without_verification_nothing_is_sold_and_everything_can_be_redeemed()
    {
        var admin = await server.AdminAsync();
        var fund = await server.OpenFundAsync();
        var (holder, planner, stranger) = (await server.HolderAsync(fund), await server.InvestorAsync(), await server.InvestorAsync());
        var open = (await holder.SubscribeAsync(fund.Fund, "50")).Id("order");
        Assert.Null((await planner.SetInvestmentPlanAsync(fund.Fund, "100"))["errors"]);
        await VerifyAsync(verified: false);
        await VerifyAsync(verified: false);
        var told = (await fund.Owner.DataAsync(
            "{ viewer { notifications(first: 1) { nodes { kind title subject { ... on Institution { id verified } } } } } }"))["viewer"]!["notifications"]!["nodes"]![0]!;
        Assert.Equal(
            ("INSTITUTION_SUSPENDED", fund.Institution, false),
            ((string)told["kind"]!, (string)told["subject"]!["id"]!, (bool)told["subject"]!["verified"]!));

        Assert.False(await stranger.SeesAsync(fund.Fund));
        Assert.False(await stranger.SeesAsync(fund.Institution));
        Assert.Equal("NOT_FOUND", (await stranger.SubscribeAsync(fund.Fund, "50")).CodeOf());
        Assert.True(await holder.SeesAsync(fund.Fund));
        Assert.True(await holder.SeesAsync(fund.Institution));
        Assert.Equal("FUND_NOT_OPEN", (await holder.SubscribeAsync(fund.Fund, "50")).CodeOf());
        const string held = "{ viewer { holdings { nodes { fund { code institution { id verified } viewerCanSubscribe { allowed code } } } } } }";
        var seen = (await holder.DataAsync(held))["viewer"]!["holdings"]!["nodes"]![0]!["fund"]!;
        Assert.Equal((fund.Code, fund.Institution, false, false), (
            (string)seen["code"]!, (string)seen["institution"]!["id"]!,
            (bool)seen["institution"]!["verified"]!, (bool)seen["viewerCanSubscribe"]!["allowed"]!));
        const string planned = "{ viewer { investmentPlans { fund { code institution { id } } } } }";
        var plan = (await planner.DataAsync(planned))["viewer"]!["investmentPlans"]![0]!;
        Assert.Equal(fund.Institution, (string)plan["fund"]!["institution"]!["id"]!);
        Assert.Null((await server.Client().DataAsync("query($code: String!) { fund(code: $code) { id } }", new { code = fund.Code }))["fund"]);

        Assert.Null((await holder.CancelFundOrderAsync(open))["errors"]);
        var redeemed = await holder.RedeemAsync(fund.Fund, all: true);
        Assert.Null(redeemed["errors"]);
        await server.SettleAsync(fund, redeemed.Id("order"));
        Assert.Equal("900.00", (await holder.DataAsync("{ viewer { wallet { available { amount } } } }"))["viewer"]!["wallet"]!.Amount("available"));

        await VerifyAsync(verified: true);
        Assert.True(await stranger.SeesAsync(fund.Fund));
        Assert.Null((await stranger.SubscribeAsync(fund.Fund, "50"))["errors"]);
        Assert.Equal(["may sell its funds.", "may not sell its funds."], (await admin.DataAsync(
            "{ viewer { security { auditLog { nodes { kind detail } } } } }"))["viewer"]!["security"]!["auditLog"]!["nodes"]!.AsArray()
            .Where(node => (string)node!["kind"]! == "INSTITUTION_VERIFIED").Select(node => ((string)node!["detail"]!)[49..]));

        Task VerifyAsync(bool verified) => admin.MustAsync("verifyInstitution", new { institution = fund.Institution, verified });
    }

    private static async Task<List<JsonNode>> ListAsync(Somebody admin, bool verified) =>
        [.. (await admin.DataAsync(Institutions, new { verified }))["institutions"]!["nodes"]!.AsArray().Select(node => node!)];

    private static async Task<string?> LicenceAsync(Somebody viewer, string institution) => (string?)(await viewer.DataAsync(
        "query($id: ID!) { node(id: $id) { ... on Institution { licenceNumber } } }", new { id = institution }))["node"]!["licenceNumber"];
}
