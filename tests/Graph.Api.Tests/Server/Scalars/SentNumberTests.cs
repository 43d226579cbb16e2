using Graph.Api.Tests.Funds;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;

namespace Graph.Api.Tests.Server.Scalars;

/// <summary>Numbers and days at the ends of what can be sent. Each is refused as data, or answered, and none is a fault.</summary>
public sealed class SentNumberTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    /// <summary>Numbers that no field takes: too large, too small, too exact, or none at all.</summary>
    public static TheoryData<string> Numbers =>
    [
        "9999999999999999999",
        "-9999999999999999999",
        "999999999999999999",
        "1.00000000009",
        "1.00001",
        "0.00000000000000000000000000001",
        "1,000",
        "",
    ];

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task No_number_of_a_fund_is_read_as_another(string number)
    {
        var fund = await server.OpenFundAsync();
        Assert.Equal("ValidationError units", Refusal(await fund.Owner.DoAsync(
            Errors("redeemFund"), new { idempotencyKey = Guid.CreateVersion7(), fund = fund.Fund, units = number, speed = "NEXT_DAY" })));
        Assert.Equal("ValidationError netAssetValue", Refusal(await fund.Owner.DoAsync(
            Errors("publishFundDay"), new { fund = fund.Fund, date = "2026-11-23", netAssetValue = number, incomePer10k = "0.5" })));
        Assert.Equal("ValidationError incomePer10k", Refusal(await fund.Owner.DoAsync(
            Errors("publishFundDay"), new { fund = fund.Fund, date = "2026-11-23", netAssetValue = "1", incomePer10k = number })));
        Assert.Equal("ValidationError subscriptionFee", Refusal(await fund.Owner.DoAsync(
            Errors("createFund"),
            new
            {
                institution = fund.Institution, displayName = "F", code = FundActs.NextCode(), kind = "BOND", riskGrade = "R2", subscriptionFee = number,
            })));
        Assert.Equal("ValidationError redemptionFees", Refusal(await fund.Owner.DoAsync(
            Errors("createFund"),
            new
            {
                institution = fund.Institution,
                displayName = "F",
                code = FundActs.NextCode(),
                kind = "BOND",
                riskGrade = "R2",
                redemptionFees = new[] { new { fromDay = int.MaxValue, fee = number } },
            })));
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public async Task No_number_of_a_loan_or_an_amount_is_read_as_another(string number)
    {
        var (one, other) = await server.FriendsAsync();
        var amount = new { amount = number };
        Assert.Equal("ValidationError annualRate", Refusal(await one.DoAsync(
            Errors("requestLoan"),
            new
            {
                idempotencyKey = Guid.CreateVersion7(),
                lender = other.Id,
                principal = new { amount = "100" },
                annualRate = number,
                months = int.MaxValue,
                repayment = "EQUAL_INSTALLMENTS",
            })));
        Assert.Equal("ValidationError limit", Refusal(await one.DoAsync(Errors("setTrustLine"), new { user = other.Id, limit = amount, chains = true })));
        Assert.Equal("ValidationError goal", Refusal(await one.DoAsync(
            Errors("createCommunity"),
            new
            {
                name = "C", about = "", requiredLevel = "NONE", admission = "OPEN", membersOnly = false, goal = new { target = amount, deadline = "9999-12-31" },
            })));
        var plan = await one.AskAsync(
            "query($amount: Decimal!, $months: Int!) { loanPlan(principal: { amount: $amount }, annualRate: $amount, months: $months, repayment: EQUAL_INSTALLMENTS) { schedule { dueOn } } }",
            new { amount = number, months = int.MinValue });
        Assert.Equal("BAD_USER_INPUT", plan.Code);
    }

    [Theory]
    [InlineData("0001-01-01")]
    [InlineData("9999-12-31")]
    public async Task Days_at_the_ends_of_the_calendar_are_answered(string day)
    {
        var fund = await server.OpenFundAsync();
        Assert.Equal("FundDayError", (string)(await fund.Owner.DoAsync(
            Errors("publishFundDay"), new { fund = fund.Fund, date = day, netAssetValue = "1", incomePer10k = "0.5" }))["errors"]![0]!["__typename"]!);
        var read = await fund.Owner.AskAsync(
            """
            query($id: ID!, $institution: ID!, $day: Date!) {
              fund: node(id: $id) { ... on Fund { history(from: $day, to: $day) { date } } }
              institution: node(id: $institution) { ... on Institution { insights(from: $day, to: $day) { byDay { date } } } }
              viewer { portfolio { history(from: $day, to: $day) { date } } }
            }
            """,
            new { id = fund.Fund, institution = fund.Institution, day });
        Assert.Null(read.Errors);
        var plan = await fund.Owner.AskAsync(
            "query($day: Date) { loanPlan(principal: { amount: \"100\" }, annualRate: \"0.1\", months: 36, repayment: EQUAL_INSTALLMENTS, startOn: $day) { schedule { dueOn } } }",
            new { day });
        Assert.Equal("BAD_USER_INPUT", plan.Code);
    }

    private static string Errors(string mutation) =>
        $"mutation($input: {char.ToUpperInvariant(mutation[0])}{mutation[1..]}Input!) {{ {mutation}(input: $input) {{ errors {{ __typename ... on ValidationError {{ path }} }} }} }}";

    private static string Refusal(System.Text.Json.Nodes.JsonNode payload) =>
        $"{payload["errors"]![0]!["__typename"]} {payload["errors"]![0]!["path"]?[0]}";
}
