using Graph.Domain.Ledger.Checking;
using Graph.Domain.Tests.Persistence;

namespace Graph.Domain.Tests.Ledger;

/// <summary>What CHECK constraints refuse: they are switched off here, which only SQLite lets one do.</summary>
public sealed class OverdrawnTests
{
    [Theory]
    [InlineData("UPDATE account SET debits_posted = credits_posted + 1 WHERE kind = 0")]
    [InlineData("UPDATE account SET credits_pending = -1 WHERE kind = 0")]
    [InlineData("UPDATE account SET credits_posted = 100000000000000001, debits_posted = 100000000000000001 WHERE kind = 0")]
    public async Task An_account_below_its_floor_or_beyond_its_bounds_is_found(string damage)
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.PersonAsync();
        await database.DamageAsync(damage);
        Assert.Contains(
            await database.Get<LedgerChecker>().CheckAsync(),
            violation => violation.Rule.StartsWith("no account is overdrawn", StringComparison.Ordinal));
    }
}
