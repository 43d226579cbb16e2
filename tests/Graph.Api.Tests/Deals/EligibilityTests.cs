using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Shared;

namespace Graph.Api.Tests.Deals;

/// <summary>The button and the purchase say the same, for every code there is.</summary>
public sealed class EligibilityTests(ClockedServer server) : Scenario(server), IClassFixture<ClockedServer>
{
    /// <summary>Who looks at which deal, and the code with which buyDeal refuses; null when it does not.</summary>
    private sealed record Situation(GraphClient Viewer, string Deal, string? Refusal);

    private DateTimeOffset Now => server.Clock.GetUtcNow();

    /// <summary>All but those that only funds have.</summary>
    public static TheoryData<EligibilityCode> Codes =>
    [
        .. Enum.GetValues<EligibilityCode>().Except([EligibilityCode.AnswersRequired, EligibilityCode.Unsuitable, EligibilityCode.AfterWarning]),
    ];

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task The_button_and_the_purchase_agree(EligibilityCode code)
    {
        var (viewer, deal, refusal) = await ArrangeAsync(code);
        Assert.Equal(UpperCase.Of(code), await CodeAsync(viewer, deal));
        Assert.Equal(refusal, await RefusalAsync(viewer, deal));
    }

    [Fact]
    public async Task A_frozen_account_is_the_last_reason_for_both()
    {
        var shop = await server.OpenShopAsync();
        var buyer = await server.BuyerAsync();
        var deal = await shop.SellAsync(Now, new { perUserLimit = 1 });
        Assert.Null((await buyer.BuyAsync(deal))["errors"]);
        await buyer.FreezeAsync();
        Assert.Equal("LIMIT_REACHED", await CodeAsync(buyer.Client, deal));
        Assert.Equal("DEAL_LIMIT_REACHED", await RefusalAsync(buyer.Client, deal));
    }

    private async Task<Situation> ArrangeAsync(EligibilityCode code)
    {
        var shop = await server.OpenShopAsync();
        var buyer = await server.BuyerAsync();
        switch (code)
        {
            case EligibilityCode.Ok:
                return new(buyer.Client, await shop.SellAsync(Now), null);
            case EligibilityCode.SignIn:
                return new(server.Client(), await shop.SellAsync(Now), "UNAUTHENTICATED");
            case EligibilityCode.Level:
                return new(buyer.Client, await shop.SellAsync(Now, new { requiredLevel = "CLASS_III" }), "REAL_NAME_LEVEL_REQUIRED");
            case EligibilityCode.NotStarted:
                return new(buyer.Client, await shop.SellAsync(Now, new { startsAt = Now.AddHours(1) }), "DEAL_NOT_OPEN NOT_STARTED");
            case EligibilityCode.Ended:
                var ended = await shop.SellAsync(Now, new { endsAt = Now.AddSeconds(30) });
                server.Clock.Advance(TimeSpan.FromSeconds(31));
                return new(buyer.Client, ended, "DEAL_NOT_OPEN ENDED");
            case EligibilityCode.Paused:
                var paused = await shop.SellAsync(Now);
                Assert.Null((await shop.Owner.PauseAsync(paused))["errors"]);
                return new(buyer.Client, paused, "DEAL_NOT_OPEN PAUSED");
            case EligibilityCode.SoldOut:
                var gone = await shop.SellAsync(Now, new { stock = 1 });
                Assert.Null((await buyer.BuyAsync(gone))["errors"]);
                return new((await server.BuyerAsync()).Client, gone, "SOLD_OUT");
            case EligibilityCode.LimitReached:
                var mine = await shop.SellAsync(Now, new { perUserLimit = 1 });
                Assert.Null((await buyer.BuyAsync(mine))["errors"]);
                return new(buyer.Client, mine, "DEAL_LIMIT_REACHED");
            case EligibilityCode.OwnDeal:
                return new(shop.Owner.Client, await shop.SellAsync(Now), "OWN_DEAL");
            case EligibilityCode.Frozen:
                var deal = await shop.SellAsync(Now);
                await buyer.FreezeAsync();
                return new(buyer.Client, deal, "ACCOUNT_FROZEN");
            default:
                throw new NotSupportedException($"No situation leads to {code} yet; add one here.");
        }
    }

    private static async Task<string> CodeAsync(GraphClient viewer, string deal)
    {
        var button = (await viewer.DataAsync(
            "query($id: ID!) { node(id: $id) { ... on Deal { viewerCanBuy { code allowed message } } } }", new { id = deal }))["node"]!["viewerCanBuy"]!;
        Assert.Equal((string)button["code"]! == "OK", (bool)button["allowed"]!);
        Assert.Equal((bool)button["allowed"]!, button["message"] is null);
        return (string)button["code"]!;
    }

    private static async Task<string?> RefusalAsync(GraphClient viewer, string deal)
    {
        var reply = await viewer.AskAsync(
            """
            mutation($input: BuyDealInput!) { buyDeal(input: $input) { order { id }
              errors { ... on Error { code } ... on DealNotOpenError { reason } } } }
            """,
            new { input = new { idempotencyKey = Guid.CreateVersion7(), deal } });
        if (reply.Errors is not null)
        {
            return reply.Code;
        }

        var error = reply.Data!["buyDeal"]!["errors"]?[0];
        return error is null ? null : $"{error["code"]} {error["reason"]}".TrimEnd();
    }
}
