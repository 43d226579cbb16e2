namespace Graph.Domain.Tests.Funds;

/// <summary>PostgreSQL refuses these by a constraint, which cannot be switched off there.</summary>
public sealed partial class FundCheckerTests
{
    [Theory]
    [InlineData("UPDATE instant_use SET used = 1000001", "a person redeems at most ¥10,000 of a fund at once on a day")]
    public Task A_rule_that_a_constraint_holds_too_is_found_broken(string damage, string rule) => A_broken_rule_is_found(damage, rule);
}
