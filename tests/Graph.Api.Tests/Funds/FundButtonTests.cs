using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Shared;
using Graph.Domain.Users.RealNames;

namespace Graph.Api.Tests.Funds;

/// <summary>The buttons of funds and of their orders say what the mutations do, for every code and at every time.</summary>
public sealed class FundButtonTests(ClockedServer server) : Scenario(server), IClassFixture<ClockedServer>
{
    /// <summary>Who looks at which fund, and the code with which subscribeFund refuses; null when it does not.</summary>
    private sealed record Situation(Somebody Viewer, string Fund, string? Refusal);

    /// <summary>All but those that only deals have.</summary>
    public static TheoryData<EligibilityCode> Codes =>
    [
        .. Enum.GetValues<EligibilityCode>().Except(
            [EligibilityCode.NotStarted, EligibilityCode.Ended, EligibilityCode.SoldOut, EligibilityCode.LimitReached, EligibilityCode.OwnDeal]),
    ];

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task The_button_and_the_subscription_agree(EligibilityCode code)
    {
        var (viewer, fund, refusal) = await ArrangeAsync(code);
        var button = (await viewer.Client.DataAsync(
            "query($id: ID!) { node(id: $id) { ... on Fund { viewerCanSubscribe { code allowed } } } }", new { id = fund }))["node"]!["viewerCanSubscribe"]!;
        Assert.Equal((UpperCase.Of(code), code is EligibilityCode.Ok or EligibilityCode.AfterWarning), ((string)button["code"]!, (bool)button["allowed"]!));
        Assert.Equal(refusal, await RefusalAsync(viewer, fund, acknowledges: false));

        // The warning can be acknowledged, and no other reason can.
        Assert.Equal(code == EligibilityCode.AfterWarning ? null : refusal, await RefusalAsync(viewer, fund, acknowledges: true));
    }

    [Theory]
    [InlineData("before the cut-off", true)]
    [InlineData("after the cut-off", false)]
    [InlineData("while the day is late", true)]
    [InlineData("when the value is known", false)]
    [InlineData("when it was cancelled", false)]
    [InlineData("when it was priced", false)]
    [InlineData("when it was settled", false)]
    public async Task The_button_and_the_cancellation_agree(string when, bool can)
    {
        var fund = await server.OpenFundAsync("EQUITY", "R4");
        var investor = await server.InvestorAsync();
        var ordered = await investor.SubscribeAsync(fund.Fund, "100");
        var (order, day) = (ordered.Id("order"), DateOnly.Parse((string)ordered["order"]!["tradesOn"]!, System.Globalization.CultureInfo.InvariantCulture));
        var next = new ExchangeCalendar().After(day);
        switch (when)
        {
            case "before the cut-off":
                break;
            case "after the cut-off":
                server.Clock.SetUtcNow(new DateTimeOffset(ExchangeCalendar.CutOffOf(day)));
                break;
            case "when it was cancelled":
                Assert.Null((await investor.CancelFundOrderAsync(order))["errors"]);
                break;
            case "while the day is late":
                server.Clock.SetUtcNow(new DateTimeOffset(BusinessCalendar.StartOf(next)));
                break;
            default:
                server.Clock.SetUtcNow(new DateTimeOffset(ExchangeCalendar.CutOffOf(day).AddHours(3)));
                var published = await (await server.BackAsync(fund.Owner)).PublishAsync(fund.Fund, day, "1.2");
                Assert.True(published["errors"] is null, published.ToJsonString());
                if (when != "when the value is known")
                {
                    await PassAsync(TimeSpan.Zero, investor, order, "PRICED");
                }

                if (when == "when it was settled")
                {
                    var rest = BusinessCalendar.StartOf(next) - server.Clock.GetUtcNow().UtcDateTime;
                    await PassAsync(rest, investor, order, "SETTLED");
                }

                break;
        }

        investor = await server.BackAsync(investor);
        Assert.Equal(can, (bool)(await SeeAsync(investor, order))["viewerCanCancel"]!);
        Assert.Equal(can ? null : "FUND_ORDER_STATUS", (await investor.CancelFundOrderAsync(order)) is var done && done["errors"] is null ? null : done.CodeOf());
    }

    private async Task<Situation> ArrangeAsync(EligibilityCode code)
    {
        var fund = await server.OpenFundAsync("EQUITY", "R4", verified: code != EligibilityCode.Paused);
        switch (code)
        {
            case EligibilityCode.Ok:
                return new(await server.InvestorAsync(), fund.Fund, null);
            case EligibilityCode.SignIn:
                return new(fund.Owner with { Client = server.Client() }, fund.Fund, "UNAUTHENTICATED");
            case EligibilityCode.Level:
                return new(await server.PersonAsync(RealNameLevel.ClassII), fund.Fund, "REAL_NAME_REQUIRED");
            case EligibilityCode.Paused:
                // Only the staff see a fund that is not for sale yet.
                return new(fund.Owner, fund.Fund, "FUND_NOT_OPEN");
            case EligibilityCode.AnswersRequired:
                return new(await server.PersonAsync(RealNameLevel.ClassIII), fund.Fund, "RISK_ANSWERS_REQUIRED");
            case EligibilityCode.Unsuitable:
                return new(await server.InvestorAsync(place: "careful"), fund.Fund, "UNSUITABLE_FUND");
            case EligibilityCode.AfterWarning:
                return new(await server.InvestorAsync(place: "between"), fund.Fund, "UNSUITABLE_FUND");
            case EligibilityCode.Frozen:
                var investor = await server.InvestorAsync();
                Assert.Null((await investor.FreezeAsync())["errors"]);
                return new(investor, fund.Fund, "ACCOUNT_FROZEN");
            default:
                throw new NotSupportedException($"No situation leads to {code} yet; add one here.");
        }
    }

    private async Task PassAsync(TimeSpan time, Somebody investor, string order, string status)
    {
        Somebody? back = null;
        await server.PassAsync(time, async () => (string)(await SeeAsync(back ??= await server.BackAsync(investor), order))["status"]! == status);
    }

    private static async Task<JsonNode> SeeAsync(Somebody person, string order) => (await person.DataAsync(
        "query($id: ID!) { node(id: $id) { ... on FundOrder { status viewerCanCancel } } }", new { id = order }))["node"]!;

    private static async Task<string?> RefusalAsync(Somebody viewer, string fund, bool acknowledges)
    {
        var reply = await viewer.Client.AskAsync(
            "mutation($input: SubscribeFundInput!) { subscribeFund(input: $input) { order { id } errors { ... on Error { code } } } }",
            new { input = new { idempotencyKey = Guid.CreateVersion7(), fund, amount = new { amount = "10" }, acknowledgesRisk = acknowledges } });
        return reply.Errors is not null ? reply.Code : (string?)reply.Data!["subscribeFund"]!["errors"]?[0]!["code"];
    }
}
