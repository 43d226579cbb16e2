namespace Graph.Domain.Tests.Lending;

/// <summary>PostgreSQL refuses these by a constraint, which cannot be switched off there.</summary>
public sealed partial class LendingCheckerTests
{
    [Theory]
    [InlineData("UPDATE loan SET principal_forgiven = principal_forgiven - 1 WHERE status = 8", "principal is repaid, unpaid or forgiven")]
    [InlineData("UPDATE guarantee SET called = share + 1 WHERE called > 0", "calls stay within the shares")]
    public Task A_rule_that_a_constraint_holds_too_is_found_broken(string damage, string rule) => A_broken_rule_is_found(damage, rule);
}
