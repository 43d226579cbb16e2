using System.Text.Json.Nodes;
using Graph.Api.Server.Relay;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Days;
using Graph.Domain.Funds.Insights;
using Graph.Domain.Funds.Institutions;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Funds.Suitability;
using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Funds;

/// <summary>A fund, and who works for its institution.</summary>
internal sealed record OpenFund(Somebody Owner, string Institution, string Fund, string Code);

/// <summary>What people do with funds, as a front end would write it.</summary>
internal static class FundActs
{
    private static int _number;

    public const string Order =
        """
        order {
          id side speed status orderedAmount { amount } orderedUnits units pricedAmount { amount } fee { amount } netAssetValue
          orderedAt tradesOn pricedOn settlesOn settledAt viewerCanCancel fund { id code } community { id }
        }
        """;

    private const string Standing =
        """
        autoInvest { id fund { id } floor { amount } nextAt pausedSince pauseReason }
        investmentPlans { id fund { id } monthlyAmount { amount } dayOfMonth nextAt pausedSince pauseReason }
        """;

    private const string Wallet = "wallet { balance { amount } available { amount } }";

    private const string Errors = "errors { __typename ... on Error { code message } ... on ValidationError { path } }";
    private const string SubscribeErrors =
        "errors { __typename ... on Error { code message } ... on ValidationError { path } ... on UnsuitableFundError { riskGrade tolerance } }";

    private const string RedeemErrors =
        """
        errors { __typename ... on Error { code message } ... on ValidationError { path } ... on InsufficientUnitsError { availableUnits neededUnits }
          ... on InstantLimitError { remaining { amount } } }
        """;

    private const string CancelErrors = "errors { __typename ... on Error { code message } ... on FundOrderStatusError { status } }";
    private const string PublishErrors = "errors { __typename ... on Error { code message } ... on ValidationError { path } ... on FundDayError { expected } }";

    public static string NextLicence() => Licence.Complete($"91110000MB{Interlocked.Increment(ref _number):D7}")!;

    public static string NextCode() => $"T{Interlocked.Increment(ref _number):D6}";

    public static Task<JsonNode> OpenInstitutionAsync(this Somebody owner, string? licence = null) => owner.DoAsync(
        $$"""
        mutation($input: OpenInstitutionInput!) { openInstitution(input: $input) {
          institution { id name verified viewerIsStaff viewerIsOwner staff { id } fees { amount } funds { id } } viewer { roles institutions { id } } {{Errors}} } }
        """,
        new { name = "天弘基金", licenceNumber = licence ?? NextLicence() });

    public static Task<JsonNode> CreateFundAsync(
        this Somebody staff, string institution, string kind = "MONEY_MARKET", string grade = "R1", string? code = null, object? change = null)
    {
        var input = new JsonObject
        {
            ["institution"] = institution,
            ["displayName"] = "余额宝",
            ["code"] = code ?? NextCode(),
            ["kind"] = kind,
            ["riskGrade"] = grade,
        };
        foreach (var property in change?.GetType().GetProperties() ?? [])
        {
            input[property.Name] = System.Text.Json.JsonSerializer.SerializeToNode(property.GetValue(change));
        }

        return staff.DoAsync(
            $$"""
            mutation($input: CreateFundInput!) { createFund(input: $input) {
              fund { id code displayName kind riskGrade minimum { amount } subscriptionFee redemptionFees { fromDay fee } netAssetValue valueDate } {{Errors}} } }
            """,
            input);
    }

    /// <summary>A fund that is for sale, of an institution of its own.</summary>
    public static async Task<OpenFund> OpenFundAsync(
        this GraphServer server, string kind = "MONEY_MARKET", string grade = "R1", bool verified = true, object? change = null, Somebody? owner = null)
    {
        owner ??= await server.PersonAsync(RealNameLevel.ClassIII);
        var opened = await owner.OpenInstitutionAsync();
        Assert.True(opened["errors"] is null, opened.ToJsonString());
        var institution = opened.Id("institution");
        if (verified)
        {
            await server.Services.GetRequiredService<InstitutionOperators>().VerifyAsync((await server.AdminAsync()).UserId, GlobalId.Parse(institution).To<InstitutionId>());
        }

        var created = await owner.CreateFundAsync(institution, kind, grade, change: change);
        Assert.True(created["errors"] is null, created.ToJsonString());
        return new OpenFund(owner, institution, created.Id("fund"), (string)created["fund"]!["code"]!);
    }

    /// <summary>Somebody at CLASS_III who may buy any fund, with money.</summary>
    public static async Task<Somebody> InvestorAsync(this GraphServer server, string amount = "900", string place = "boldest")
    {
        var investor = await server.PersonAsync(RealNameLevel.ClassIII);
        await investor.TopUpAsync(amount);
        var answered = await investor.AnswerRiskAsync(place);
        Assert.True(answered["errors"] is null, answered.ToJsonString());
        return investor;
    }

    /// <param name="person">Who answers.</param>
    /// <param name="place">The boldest, the most careful, or the answers between.</param>
    public static Task<JsonNode> AnswerRiskAsync(this Somebody person, string place = "boldest", int version = RiskQuestionnaire.Version) => person.DoAsync(
        $$"""mutation($input: SubmitRiskAnswersInput!) { submitRiskAnswers(input: $input) { tolerance validUntil viewer { riskTolerance riskToleranceValidUntil } {{Errors}} } }""",
        new
        {
            version,
            answers = RiskQuestionnaire.Questions.Select(question => new
            {
                question = question.Key,
                answer = question.Answers[place switch { "boldest" => ^1, "careful" => 0, _ => 1 }].Key,
            }),
        });

    public static Task<JsonNode> SubscribeAsync(
        this Somebody person, string fund, string amount, bool acknowledges = false, string? visibility = null, string? pin = null, Guid? key = null,
        string? community = null) => person.DoAsync(
        $$"""mutation($input: SubscribeFundInput!) { subscribeFund(input: $input) { {{Order}} {{Wallet}} replayed {{SubscribeErrors}} } }""",
        new { idempotencyKey = key ?? Guid.CreateVersion7(), fund, amount = new { amount }, acknowledgesRisk = acknowledges, visibility, paymentPin = pin, community });

    /// <param name="person">Who invests.</param>
    /// <param name="fund">The fund.</param>
    /// <param name="floor">What stays in the wallet; null ends it.</param>
    /// <param name="pin">The payment PIN.</param>
    public static Task<JsonNode> SetAutoInvestAsync(this Somebody person, string fund, string? floor, string? pin = Somebody.Pin) => person.DoAsync(
        $$"""mutation($input: SetAutoInvestInput!) { setAutoInvest(input: $input) { fund { id } viewer { {{Standing}} } {{SubscribeErrors}} } }""",
        new { fund, floor = floor is null ? null : new { amount = floor }, paymentPin = pin });

    /// <param name="person">Who invests.</param>
    /// <param name="fund">The fund.</param>
    /// <param name="amount">What is invested each month; null ends it.</param>
    /// <param name="day">The day of the month.</param>
    /// <param name="pin">The payment PIN.</param>
    /// <param name="acknowledges">Whether the warning about risk was seen.</param>
    public static Task<JsonNode> SetInvestmentPlanAsync(
        this Somebody person, string fund, string? amount, int? day = 1, string? pin = Somebody.Pin, bool acknowledges = false) => person.DoAsync(
        $$"""mutation($input: SetInvestmentPlanInput!) { setInvestmentPlan(input: $input) { fund { id } viewer { {{Standing}} } {{SubscribeErrors}} } }""",
        new { fund, amount = amount is null ? null : new { amount }, dayOfMonth = day, paymentPin = pin, acknowledgesRisk = acknowledges });

    public static Task<JsonNode> EndStandingOrderAsync(this Somebody person, string order) => person.DoAsync(
        $$"""mutation($input: EndStandingOrderInput!) { endStandingOrder(input: $input) { fund { id } viewer { {{Standing}} } {{Errors.Replace("... on ValidationError { path } ", "")}} } }""",
        new { standingOrder = order });

    /// <param name="person">Who pays.</param>
    /// <param name="fund">The fund that payments redeem first; null ends it.</param>
    /// <param name="pin">The payment PIN.</param>
    public static Task<JsonNode> SetRedeemFirstAsync(this Somebody person, string? fund, string? pin = Somebody.Pin) => person.DoAsync(
        $$"""mutation($input: SetRedeemFirstInput!) { setRedeemFirst(input: $input) { fund { id } viewer { redeemFirst { id } } {{Errors}} } }""",
        new { fund, paymentPin = pin });

    /// <param name="person">Who holds.</param>
    /// <param name="fund">The fund of the holding.</param>
    /// <param name="visibility">Who may see that the person invested.</param>
    public static async Task<JsonNode> ShowHoldingAsync(this Somebody person, string fund, string visibility)
    {
        var holdings = (await person.SeeHoldingsAsync())["holdings"]!["nodes"]!.AsArray();
        return await person.SetHoldingVisibilityAsync((string)holdings.Single(one => (string)one!["fund"]!["id"]! == fund)!["id"]!, visibility);
    }

    public static Task<JsonNode> SetHoldingVisibilityAsync(this Somebody person, string holding, string visibility) => person.DoAsync(
        $$"""
        mutation($input: SetHoldingVisibilityInput!) { setHoldingVisibility(input: $input) {
          holding { id visibility } {{Errors.Replace("... on ValidationError { path } ", "")}} } }
        """,
        new { holding, visibility });

    /// <summary>The viewer's standing orders.</summary>
    public static async Task<JsonNode> SeeStandingAsync(this Somebody person) => (await person.DataAsync($$"""{ viewer { {{Standing}} } }"""))["viewer"]!;

    public static Task<JsonNode> RedeemAsync(
        this Somebody person, string fund, string? amount = null, string? units = null, bool? all = null, string speed = "NEXT_DAY", Guid? key = null) => person.DoAsync(
        $$"""mutation($input: RedeemFundInput!) { redeemFund(input: $input) { {{Order}} {{Wallet}} replayed {{RedeemErrors}} } }""",
        new { idempotencyKey = key ?? Guid.CreateVersion7(), fund, amount = amount is null ? null : new { amount }, units, all, speed });

    public static Task<JsonNode> CancelFundOrderAsync(this Somebody person, string order, Guid? key = null) => person.DoAsync(
        $$"""mutation($input: CancelFundOrderInput!) { cancelFundOrder(input: $input) { {{Order}} {{Wallet}} replayed {{CancelErrors}} } }""",
        new { idempotencyKey = key ?? Guid.CreateVersion7(), order });

    public static Task<JsonNode> PublishAsync(this Somebody staff, string fund, DateOnly date, string value, string? income = null, string? reason = null) => staff.DoAsync(
        $$"""
        mutation($input: PublishFundDayInput!) { publishFundDay(input: $input) {
          day { date netAssetValue incomePer10k sevenDayYield corrections { netAssetValue reason counts } } {{PublishErrors}} } }
        """,
        new { fund, date = $"{date:yyyy-MM-dd}", netAssetValue = value, incomePer10k = income, correctionReason = reason });

    public static Task<JsonNode> AddLiquidityAsync(this Somebody admin, string fund, string amount) => admin.DoAsync(
        $$"""mutation($input: AddFundLiquidityInput!) { addFundLiquidity(input: $input) { fund { instantRemaining { amount } } replayed {{Errors}} } }""",
        new { idempotencyKey = Guid.CreateVersion7(), fund, amount = new { amount } });

    /// <summary>What the person holds, in one request.</summary>
    public static async Task<JsonNode> SeeHoldingsAsync(this Somebody person) => (await person.DataAsync(
        """
        { viewer {
          holdings { totalCount nodes { id units lockedUnits value { amount } cost { amount } gain { amount } yesterdayGain { amount } annualisedReturn
            fund { id code } orders { totalCount nodes { id status } } } }
          portfolio { value { amount } gain { amount } yesterdayGain { amount } byKind { kind value { amount } gain { amount } } } } }
        """))["viewer"]!;

    /// <summary>
    /// Settles an order at once, as if it had been placed some days ago: its day is published, and the work that it makes due is
    /// done.
    /// </summary>
    public static Task SettleAsync(this GraphServer server, OpenFund fund, string order, string value = "1", string? income = "0.5") =>
        server.SettleTogetherAsync(fund, [order], value, income);

    /// <summary>Settles orders at once, as if all had been placed on the same day some days ago. Returns the day.</summary>
    public static async Task<DateOnly> SettleTogetherAsync(
        this GraphServer server, OpenFund fund, IReadOnlyList<string> orders, string value = "1", string? income = "0.5")
    {
        var calendar = new ExchangeCalendar();
        var units = server.Services.GetRequiredService<Units>();
        var fundId = GlobalId.Parse(fund.Fund).To<FundId>();
        var ids = orders.Select(order => GlobalId.Parse(order).To<FundOrderId>()).ToList();
        var published = await units.ReadAsync(db => db.Set<Fund>().Where(f => f.Id == fundId).Select(f => f.PublishedOn).SingleAsync());
        var day = calendar.After(published ?? BusinessCalendar.DateOf(server.Services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime).AddDays(-30));
        for (var gap = (published ?? day).AddDays(1); income is not null && gap < day; gap = gap.AddDays(1))
        {
            Assert.Null((await fund.Owner.PublishAsync(fund.Fund, gap, value, income))["errors"]);
        }

        var next = calendar.After(day);
        await units.WriteAsync(db => db.Set<FundOrder>().Where(o => ids.Contains(o.Id)).ExecuteUpdateAsync(set => set
            .SetProperty(o => o.TradeOn, day)
            .SetProperty(o => o.SettlesOn, next)));
        var result = await fund.Owner.PublishAsync(fund.Fund, day, value, income);
        Assert.True(result["errors"] is null, result.ToJsonString());
        await server.Services.GetServices<IDeadline>().OfType<DayClosing>().Single().MeetAsync(fundId, default);
        foreach (var id in ids)
        {
            await server.Services.GetRequiredService<FundSettlements>().MeetAsync(id, default);
        }

        // Holders are counted again, as they will be when the next day closes.
        var institution = GlobalId.Parse(fund.Institution).To<InstitutionId>();
        await units.WriteAsync(db => db.Set<Institution>()
            .Where(i => i.Id == institution)
            .ExecuteUpdateAsync(set => set.SetProperty(i => i.CountedOn, (DateOnly?)null)));
        await server.Services.GetServices<IDeadline>().OfType<HolderCounts>().Single().MeetAsync(institution, default);
        return day;
    }

    /// <summary>An investor who holds units for an amount.</summary>
    public static async Task<Somebody> HolderAsync(this GraphServer server, OpenFund fund, string amount = "100", string? visibility = null, Somebody? person = null)
    {
        var holder = person ?? await server.InvestorAsync();
        var order = await holder.SubscribeAsync(fund.Fund, amount, acknowledges: true, visibility);
        Assert.True(order["errors"] is null, order.ToJsonString());
        await server.SettleAsync(fund, order.Id("order"));
        return holder;
    }
}
