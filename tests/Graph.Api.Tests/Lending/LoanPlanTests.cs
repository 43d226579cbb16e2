using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;

namespace Graph.Api.Tests.Lending;

/// <summary>The day is 23 November 2026. A prime rate of 2 % applies from the next day on.</summary>
public sealed class LaterPrimeRate : ClockedServer
{
    protected override Dictionary<string, string?> Settings => new() { ["Lending:PrimeRates:0"] = "2026-11-24 0.02" };
}

public sealed class LoanPlanTests(LaterPrimeRate server) : Scenario(server), IClassFixture<LaterPrimeRate>
{
    [Fact]
    public async Task Anybody_sees_what_a_loan_costs_and_the_cap_of_its_first_day()
    {
        var plan = (await server.Client().DataAsync(Plan("1200", "0.12", 12)))["loanPlan"]!;
        Assert.Equal(("0.12", 12), ((string)plan["rateCap"]!, plan["schedule"]!.AsArray().Count));
        Assert.Equal("2026-12-23", (string)plan["schedule"]![0]!["dueOn"]!);
        Assert.Equal("0.08", (string)(await server.Client().DataAsync(Plan("1200", "0.12", 12, "2026-11-24")))["loanPlan"]!["rateCap"]!);
        Assert.Equal("0.00", (await server.Client().DataAsync(Plan("0.01", "0.12", 36)))["loanPlan"]!.Amount("totalInterest"));
    }

    [Theory]
    [InlineData("0", "0.12", 12, null)]
    [InlineData("1200", "1.2", 12, null)]
    [InlineData("1200", "-0.1", 12, null)]
    [InlineData("1200", "0.1234567", 12, null)]
    [InlineData("1200", "0.12", 0, null)]
    [InlineData("1200", "0.12", 37, null)]
    [InlineData("1200", "0.12", 12, "2020-08-19")]
    [InlineData("1200", "0.12", 12, "2036-11-24")]
    [InlineData("1200", "0.12", 12, "9999-12-31")]
    public async Task What_cannot_be_lent_is_bad_input(string amount, string rate, int months, string? start) =>
        Assert.Equal("BAD_USER_INPUT", (await server.Client().AskAsync(Plan(amount, rate, months, start))).Code);

    private static string Plan(string amount, string rate, int months, string? start = null) =>
        $$"""
        { loanPlan(principal: { amount: "{{amount}}" }, annualRate: "{{rate}}", months: {{months}}, repayment: EQUAL_INSTALLMENTS{{(start is null ? "" : $", startOn: \"{start}\"")}}) {
          totalInterest { amount } effectiveAnnualRate rateCap schedule { dueOn principal { amount } interest { amount } } } }
        """;
}
