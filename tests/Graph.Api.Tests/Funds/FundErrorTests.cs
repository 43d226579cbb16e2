using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;
using Graph.Api.Tests.Posts;
using Graph.Api.Tests.Server.Errors.Declared;
using Graph.Api.Tests.Users.Accounts;
using Graph.Api.Tests.Users.Passkeys;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Institutions;
using Graph.Domain.Shared;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Graph.Api.Tests.Server.Errors.Declared.Attempts;

namespace Graph.Api.Tests.Funds;

/// <summary>What institutions and funds are refused for.</summary>
public sealed class FundErrorTests(Stage stage) : ProvocationTests(stage, Table), IClassFixture<Stage>
{
    internal static IReadOnlyList<Provocation> Table { get; } =
    [
        new("openInstitution", "ValidationError", async stage =>
            await (await stage.InvestorAsync()).TryAsync("openInstitution", new { name = "x", licenceNumber = "913100000000000000" })),
        new("openInstitution", "InstitutionLimitError", async stage =>
        {
            var owner = await stage.PersonAsync(RealNameLevel.ClassIII);
            for (var i = 0; i < Institution.MaxPerPerson; i++)
            {
                Assert.Null((await owner.OpenInstitutionAsync())["errors"]);
            }

            return await owner.OpenInstitutionAsync();
        }),
        new("verifyInstitution", "ValidationError", async stage =>
        {
            var fund = await stage.OpenFundAsync(verified: false);
            await stage.RevokeAsync(fund.Owner, EvidenceKind.Face);
            return await (await stage.AdminAsync()).TryAsync("verifyInstitution", new { institution = fund.Institution });
        }),
        new("verifyInstitution", "NotFoundError", async stage =>
            await (await stage.AdminAsync()).TryAsync("verifyInstitution", new { institution = Unknown("Institution") })),

        new("transferInstitution", "ValidationError", async stage => await TransferAsync(stage, (await stage.Stranger).Id)),
        new("transferInstitution", "NotFoundError", async stage => await TransferAsync(stage, Unknown("User"))),
        new("transferInstitution", "InstitutionLimitError", async stage =>
        {
            var owner = await stage.PersonAsync(RealNameLevel.ClassIII);
            for (var i = 0; i < Institution.MaxPerPerson; i++)
            {
                Assert.Null((await owner.OpenInstitutionAsync())["errors"]);
            }

            return await TransferAsync(stage, owner.Id);
        }),

        new("addInstitutionStaff", "NotFoundError", async stage => await StaffAsync(await stage.OpenFundAsync(), "add", Unknown("User"))),
        new("addInstitutionStaff", "NotFriendsError", async stage => await StaffAsync(await stage.OpenFundAsync(), "add", (await stage.Stranger).Id)),
        new("addInstitutionStaff", "InstitutionOwnerOnlyError", async stage =>
        {
            var fund = await stage.OpenFundAsync();
            return await StaffAsync(fund, "add", (await stage.Stranger).Id, await EmployedAsync(stage, fund));
        }),
        new("addInstitutionStaff", "InstitutionLimitError", async stage =>
        {
            var fund = await stage.OpenFundAsync();
            var institution = To<InstitutionId>(fund.Institution);
            await stage.EmployAsync(Institution.MaxStaff - 1, async db => (await db.Set<Institution>().SingleAsync(i => i.Id == institution)).SettlementId);
            var one = await stage.PersonAsync();
            await one.BefriendAsync(fund.Owner);
            return await StaffAsync(fund, "add", one.Id);
        }),
        new("removeInstitutionStaff", "NotFoundError", async stage =>
            await StaffAsync(await stage.OpenFundAsync() with { Institution = Unknown("Institution") }, "remove", (await stage.Stranger).Id)),
        new("removeInstitutionStaff", "InstitutionOwnerOnlyError", async stage =>
        {
            var fund = await stage.OpenFundAsync();
            return await StaffAsync(fund, "remove", fund.Owner.Id);
        }),

        .. new[] { "addInstitutionStaff", "removeInstitutionStaff", "createFund", "publishFundDay" }.SelectMany(field => new Provocation[]
        {
            new(field, "AccountFrozenError", async stage =>
            {
                var fund = await stage.OpenFundAsync();
                Assert.Null((await fund.Owner.FreezeAsync())["errors"]);
                return await ActAsync(stage, fund, field);
            }),
            new(field, "AccountRestrictedError", async stage =>
            {
                var fund = await stage.OpenFundAsync();
                await AccountErrorTests.RestrictAsync(stage, fund.Owner);
                return await ActAsync(stage, fund, field);
            }),
        }),

        new("createFund", "ValidationError", async stage =>
        {
            var fund = await stage.OpenFundAsync();
            return await fund.Owner.CreateFundAsync(fund.Institution, change: new { subscriptionFee = "0.01" });
        }),
        new("createFund", "NotFoundError", async stage => await (await stage.OpenFundAsync()).Owner.CreateFundAsync(Unknown("Institution"))),
        new("createFund", "FundCodeTakenError", async stage =>
        {
            var fund = await stage.OpenFundAsync();
            return await fund.Owner.CreateFundAsync(fund.Institution, code: fund.Code);
        }),
        new("createFund", "InstitutionLimitError", async stage =>
        {
            var fund = await stage.OpenFundAsync();
            for (var i = 1; i < Fund.MaxPerInstitution; i++)
            {
                await stage.Services.GetRequiredService<FundRegister>().CreateAsync(new FundOpening(
                    fund.Owner.UserId, To<InstitutionId>(fund.Institution), "x", FundActs.NextCode(), FundKind.Bond, RiskGrade.R2, Money.Yuan(1)));
            }

            return await fund.Owner.CreateFundAsync(fund.Institution);
        }),
        new("publishFundDay", "ValidationError", async stage => await PublishAsync(await stage.OpenFundAsync(), "1.00001")),
        new("publishFundDay", "NotFoundError", async stage => await PublishAsync(await stage.OpenFundAsync() with { Fund = Unknown("Fund") })),
        new("publishFundDay", "FundDayError", async stage => await PublishAsync(await stage.OpenFundAsync(), day: new DateOnly(2099, 1, 5))),
        new("addFundLiquidity", "ValidationError", async stage =>
            await (await stage.AdminAsync()).AddLiquidityAsync((await stage.OpenFundAsync("BOND", "R2")).Fund, "1")),
        new("addFundLiquidity", "NotFoundError", async stage => await (await stage.AdminAsync()).AddLiquidityAsync(Unknown("Fund"), "1")),

        new("submitRiskAnswers", "ValidationError", async stage => await (await stage.Someone).AnswerRiskAsync(version: 0)),

        new("subscribeFund", "ValidationError", async stage => await SubscribeAsync(stage, amount: "0.99")),
        new("subscribeFund", "NotFoundError", async stage => await (await stage.InvestorAsync()).SubscribeAsync(Unknown("Fund"), "1")),
        new("subscribeFund", "FundNotOpenError", async stage =>
        {
            var fund = await stage.OpenFundAsync(verified: false);
            return await fund.Owner.SubscribeAsync(fund.Fund, "1");
        }),
        new("subscribeFund", "RiskAnswersRequiredError", async stage => await SubscribeAsync(stage, by: await stage.PersonAsync(RealNameLevel.ClassIII))),
        new("subscribeFund", "UnsuitableFundError", async stage =>
            await (await stage.InvestorAsync(place: "careful")).SubscribeAsync((await stage.OpenFundAsync("EQUITY", "R5")).Fund, "1", acknowledges: true)),
        new("subscribeFund", "CommunityRoleRequiredError", async stage =>
            await (await stage.InvestorAsync()).SubscribeAsync(
                (await stage.OpenFundAsync()).Fund, "1", community: await (await stage.PersonAsync()).FoundAsync())),
        new("subscribeFund", "OtherFundError", async stage =>
        {
            var investor = await stage.InvestorAsync();
            return await investor.SubscribeAsync((await stage.OpenFundAsync()).Fund, "1", community: await investor.FoundAsync());
        }),
        new("subscribeFund", "AccountFrozenError", async stage =>
        {
            var frozen = await stage.InvestorAsync();
            Assert.Null((await frozen.FreezeAsync())["errors"]);
            return await SubscribeAsync(stage, by: frozen);
        }),
        new("subscribeFund", "InsufficientFundsError", async stage => await SubscribeAsync(stage, amount: "901")),
        new("subscribeFund", "LimitExceededError", async stage =>
        {
            var rich = await stage.InvestorAsync("99999");
            for (var left = 250_000; left > 99_999; left -= 99_999)
            {
                Assert.Null((await rich.TopUpAsync("99999"))["errors"]);
            }

            return await SubscribeAsync(stage, amount: "200000.01", by: rich, pin: Somebody.Pin);
        }),
        new("subscribeFund", "PaymentPinRequiredError", async stage => await SubscribeAsync(stage, amount: "1000.01", by: await stage.InvestorAsync("1500"))),
        new("subscribeFund", "PasskeyRequiredError", async stage =>
            await SubscribeAsync(stage, amount: "5000.01", by: await stage.InvestorAsync("6000"), pin: Somebody.Pin)),
        new("subscribeFund", "AccountRestrictedError", async stage =>
            await SubscribeAsync(stage, by: await AccountErrorTests.YoungAsync(stage, await stage.InvestorAsync()), pin: Somebody.Pin)),
        new("subscribeFund", "WrongPaymentPinError", async stage => await SubscribeAsync(stage, pin: "000001")),
        new("subscribeFund", "PasskeyRefusedError", async stage => await (await stage.InvestorAsync()).TryOnceAsync(
            "subscribeFund", new { fund = (await stage.OpenFundAsync()).Fund, amount = Yuan("1"), passkey = PasskeyErrorTests.Forged })),

        .. StandingOrders("setAutoInvest"),
        .. StandingOrders("setInvestmentPlan"),

        new("endStandingOrder", "NotFoundError", async stage => await (await stage.Someone).EndStandingOrderAsync(Unknown("StandingOrder"))),

        new("setHoldingVisibility", "NotFoundError", async stage => await (await stage.Someone).SetHoldingVisibilityAsync(Unknown("Holding"), "PARTIES")),
        new("setRedeemFirst", "ValidationError", async stage => await (await stage.Someone).SetRedeemFirstAsync((await stage.OpenFundAsync("EQUITY", "R5")).Fund)),
        new("setRedeemFirst", "NotFoundError", async stage => await (await stage.Someone).SetRedeemFirstAsync(Unknown("Fund"))),
        new("setRedeemFirst", "AccountFrozenError", async stage =>
        {
            var frozen = await stage.InvestorAsync();
            Assert.Null((await frozen.FreezeAsync())["errors"]);
            return await frozen.SetRedeemFirstAsync((await stage.OpenFundAsync()).Fund);
        }),
        new("setRedeemFirst", "AccountRestrictedError", async stage =>
            await (await AccountErrorTests.YoungAsync(stage, await stage.InvestorAsync())).SetRedeemFirstAsync((await stage.OpenFundAsync()).Fund)),
        new("setRedeemFirst", "PaymentPinRequiredError", async stage => await (await stage.Someone).SetRedeemFirstAsync((await stage.OpenFundAsync()).Fund, pin: null)),
        new("setRedeemFirst", "WrongPaymentPinError", async stage => await (await stage.InvestorAsync()).SetRedeemFirstAsync((await stage.OpenFundAsync()).Fund, pin: "000001")),

        new("redeemFund", "ValidationError", async stage => await (await stage.Someone).RedeemAsync((await stage.OpenFundAsync()).Fund)),
        new("redeemFund", "NotFoundError", async stage => await (await stage.Someone).RedeemAsync(Unknown("Fund"), "1")),
        new("redeemFund", "InsufficientUnitsError", async stage => await (await stage.Someone).RedeemAsync((await stage.OpenFundAsync()).Fund, "1")),
        new("redeemFund", "InstantLimitError", async stage =>
        {
            var fund = await stage.OpenFundAsync();
            return await (await stage.HolderAsync(fund)).RedeemAsync(fund.Fund, "1", speed: "INSTANT");
        }),
        new("cancelFundOrder", "ValidationError", async stage =>
            await (await stage.Someone).TryAsync("cancelFundOrder", new { idempotencyKey = Guid.Empty, order = Unknown("FundOrder") })),
        new("cancelFundOrder", "NotFoundError", async stage => await (await stage.Someone).CancelFundOrderAsync(Unknown("FundOrder"))),
        new("cancelFundOrder", "FundOrderStatusError", async stage =>
        {
            var fund = await stage.OpenFundAsync();
            var holder = await stage.HolderAsync(fund);
            var order = (string)(await holder.SeeHoldingsAsync())["holdings"]!["nodes"]![0]!["orders"]!["nodes"]![0]!["id"]!;
            return await holder.CancelFundOrderAsync(order);
        }),
    ];

    public static TheoryData<string, string> Rows => Provocation.Rows(Table);

    [Theory]
    [MemberData(nameof(Rows))]
    public Task A_declared_error_comes(string mutation, string error) => ComesAsync(mutation, error);

    /// <summary>What the two mutations that set standing orders are refused for, which is the same.</summary>
    private static Provocation[] StandingOrders(string mutation)
    {
        return
        [
            new(mutation, "ValidationError", async stage => await SetAsync(stage, "-1")),
            new(mutation, "NotFoundError", async stage => await SetAsync(stage, fund: Unknown("Fund"))),
            new(mutation, "FundNotOpenError", async stage =>
            {
                var fund = await stage.OpenFundAsync(verified: false);
                return await SetAsync(stage, fund: fund.Fund, by: fund.Owner);
            }),
            new(mutation, "RiskAnswersRequiredError", async stage => await SetAsync(stage, by: await stage.PersonAsync(RealNameLevel.ClassIII))),
            new(mutation, "UnsuitableFundError", async stage => await SetAsync(
                stage, fund: (await stage.OpenFundAsync("MONEY_MARKET", "R2")).Fund, by: await stage.InvestorAsync(place: "careful"))),
            new(mutation, "AccountFrozenError", async stage =>
            {
                var frozen = await stage.InvestorAsync();
                Assert.Null((await frozen.FreezeAsync())["errors"]);
                return await SetAsync(stage, by: frozen);
            }),
            new(mutation, "AccountRestrictedError", async stage => await SetAsync(stage, by: await AccountErrorTests.YoungAsync(stage, await stage.InvestorAsync()))),
            new(mutation, "PaymentPinRequiredError", async stage => await SetAsync(stage, pin: null)),
            new(mutation, "WrongPaymentPinError", async stage => await SetAsync(stage, pin: "000001")),
        ];

        async Task<JsonNode> SetAsync(Stage stage, string amount = "1", string? fund = null, Somebody? by = null, string? pin = Somebody.Pin)
        {
            by ??= await stage.InvestorAsync();
            fund ??= (await stage.OpenFundAsync()).Fund;
            return mutation == "setAutoInvest" ? await by.SetAutoInvestAsync(fund, amount, pin) : await by.SetInvestmentPlanAsync(fund, amount, pin: pin);
        }
    }

    private static async Task<JsonNode> SubscribeAsync(Stage stage, string amount = "1", Somebody? by = null, string? pin = null) =>
        await (by ?? await stage.InvestorAsync()).SubscribeAsync((await stage.OpenFundAsync()).Fund, amount, pin: pin);

    private static async Task<JsonNode> TransferAsync(Stage stage, string user) => await (await stage.AdminAsync()).TryAsync(
        "transferInstitution", new { institution = (await stage.OpenFundAsync()).Institution, user });

    private static Task<JsonNode> PublishAsync(OpenFund fund, string value = "1", DateOnly? day = null) =>
        fund.Owner.PublishAsync(fund.Fund, day ?? new DateOnly(2026, 3, 2), value, "0.5");

    /// <summary>What staff of an institution do for others.</summary>
    private static async Task<JsonNode> ActAsync(Stage stage, OpenFund fund, string field) => field switch
    {
        "createFund" => await fund.Owner.CreateFundAsync(fund.Institution),
        "publishFundDay" => await PublishAsync(fund),
        _ => await StaffAsync(fund, field[..^"InstitutionStaff".Length], (await stage.Stranger).Id),
    };

    private static Task<JsonNode> StaffAsync(OpenFund fund, string what, string user, Somebody? by = null) =>
        (by ?? fund.Owner).TryAsync($"{what}InstitutionStaff", new { institution = fund.Institution, user });

    /// <summary>Somebody who works for the institution, and does not own it.</summary>
    private static async Task<Somebody> EmployedAsync(Stage stage, OpenFund fund)
    {
        var staff = await stage.PersonAsync();
        await staff.BefriendAsync(fund.Owner);
        var added = await StaffAsync(fund, "add", staff.Id);
        Assert.True(added["errors"] is null, added.ToJsonString());
        return staff;
    }
}
