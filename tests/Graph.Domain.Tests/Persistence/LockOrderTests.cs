using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Limits;
using Graph.Domain.Persistence.UnitsOfWork;

namespace Graph.Domain.Tests.Persistence;

public sealed class LockOrderTests
{
    [Fact]
    public async Task A_unit_that_touches_limits_before_wallets_is_noted()
    {
        await using var database = await TestDatabase.CreateAsync();
        var person = await database.PersonAsync();
        await database.Units.WriteAsync(async db =>
        {
            await db.LockAsync(db.Set<Account>().Where(a => a.Id == Account.BankId));
            await db.LockAsync(db.Set<LimitCounter>());
            return await db.LockAsync(db.Set<Account>().Where(a => a.OwnerId == person));
        });
        Assert.Equal(2, database.LockOrder.Violations.Count);
        database.LockOrder.Violations.Clear();
    }
}
