using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;
using Graph.Domain.Users.RealNames;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Funds;

/// <summary>Payments that redeem first, and the end of standing orders, as a front end uses them.</summary>
public sealed class RedeemFirstTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    [Fact]
    public async Task What_the_wallet_lacks_comes_out_of_the_fund_and_both_are_seen()
    {
        var fund = await server.OpenFundAsync();
        var payer = await server.HolderAsync(fund, "300");
        Assert.Equal("200.00", (await (await server.AdminAsync()).AddLiquidityAsync(fund.Fund, "200"))["fund"]!.Amount("instantRemaining"));
        var friend = await server.PersonAsync(RealNameLevel.ClassII);
        await payer.BefriendAsync(friend);
        await payer.TransferAsync(friend, "590");
        var refused = await payer.TransferAsync(friend, "50");
        Assert.Equal(("INSUFFICIENT_FUNDS", "10.00"), (refused.CodeOf(), refused["errors"]![0]!.Amount("available")));
        var set = await payer.SetRedeemFirstAsync(fund.Fund);
        Assert.Equal((fund.Fund, fund.Fund), (set.Id("fund"), set["viewer"]!.Id("redeemFirst")));
        Assert.Equal(set.ToJsonString(), (await payer.SetRedeemFirstAsync(fund.Fund)).ToJsonString());

        var paid = await payer.TransferAsync(friend, "50");
        Assert.Null(paid["errors"]);
        var lines = (await payer.DataAsync(
            """
            { viewer { wallet { available { amount } transactions(first: 2) { nodes {
              id kind amount { amount } subject { ... on FundOrder { side speed orderedAmount { amount } redeemedFor { id kind } } } } } } } }
            """))["viewer"]!["wallet"]!;
        var (payment, redemption) = (lines["transactions"]!["nodes"]![0]!, lines["transactions"]!["nodes"]![1]!);
        Assert.Equal(
            ("0.00", "TRANSFER", "50.00", "FUND_REDEMPTION", "40.00"),
            (lines.Amount("available"), (string)payment["kind"]!, payment.Amount("amount"), (string)redemption["kind"]!, redemption.Amount("amount")));
        Assert.Equal(
            ("REDEMPTION", "INSTANT", "40.00", (string)payment["id"]!),
            ((string)redemption["subject"]!["side"]!, (string)redemption["subject"]!["speed"]!, redemption["subject"]!.Amount("orderedAmount"),
                redemption["subject"]!.Id("redeemedFor")));

        // The bank advanced ¥200, of which ¥160 are left.
        Assert.Equal("INSUFFICIENT_FUNDS", (await payer.TransferAsync(friend, "160.01", pin: Somebody.Pin)).CodeOf());
        Assert.Null((await payer.TransferAsync(friend, "160", pin: Somebody.Pin))["errors"]);
        var ended = await payer.SetRedeemFirstAsync(null, pin: null);
        Assert.Null(ended["errors"]);
        Assert.Null(ended["fund"]);
        Assert.Null(ended["viewer"]!["redeemFirst"]);
    }

    [Fact]
    public async Task Nobody_learns_that_a_payment_was_covered()
    {
        var fund = await server.OpenFundAsync();
        var payer = await server.HolderAsync(fund, "300");
        await (await server.AdminAsync()).AddLiquidityAsync(fund.Fund, "200");
        var friend = await server.PersonAsync(RealNameLevel.ClassII);
        await payer.BefriendAsync(friend);
        await payer.SetRedeemFirstAsync(fund.Fund);
        await payer.TransferAsync(friend, "600");
        Assert.Null((await payer.TransferAsync(friend, "50"))["errors"]);
        var order = (string)(await payer.DataAsync("{ viewer { holdings { nodes { orders(first: 1) { nodes { id } } } } } }"))
            ["viewer"]!["holdings"]!["nodes"]![0]!["orders"]!["nodes"]![0]!["id"]!;
        Assert.Null((await friend.DataAsync("query($id: ID!) { node(id: $id) { id } }", new { id = order }))["node"]);
        var seen = (await friend.DataAsync("{ viewer { wallet { transactions { nodes { kind subject { __typename } } } } } }"))["viewer"]!["wallet"]!["transactions"]!["nodes"]!.AsArray();
        Assert.All(seen, line => Assert.Equal(("TRANSFER", null), ((string)line!["kind"]!, line["subject"])));
        Assert.Null((await friend.DataAsync("{ viewer { redeemFirst { id } } }"))["viewer"]!["redeemFirst"]);
    }

    [Fact]
    public async Task A_standing_order_can_be_ended_at_any_level()
    {
        var fund = await server.OpenFundAsync();
        var investor = await server.InvestorAsync();
        var order = (string)(await investor.SetInvestmentPlanAsync(fund.Fund, "10"))["viewer"]!["investmentPlans"]![0]!["id"]!;
        var stranger = await server.InvestorAsync();
        Assert.Equal("NOT_FOUND", (await stranger.EndStandingOrderAsync(order)).CodeOf());
        await server.Services.GetRequiredService<EvidenceDecisions>().RevokeAsync(investor.Phone, EvidenceKind.Phone, "For a test.");
        Assert.Null((await investor.FreezeAsync())["errors"]);
        var ended = await investor.EndStandingOrderAsync(order);
        Assert.Equal(fund.Fund, ended.Id("fund"));
        Assert.Empty(ended["viewer"]!["investmentPlans"]!.AsArray());
        Assert.Equal("NOT_FOUND", (await investor.EndStandingOrderAsync(order)).CodeOf());
    }
}
