using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Limits;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

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

    [Fact]
    public async Task A_unit_that_touches_wallets_before_users_is_noted()
    {
        await using var database = await TestDatabase.CreateAsync();
        var person = await database.PersonAsync();
        await database.Units.WriteAsync(async db =>
        {
            await database.Get<IWalletLock>().LockAsync(db, person);
            return await db.LockAsync(db.Set<User>().Where(u => u.Id == person));
        });
        RequireOne(database, "users was touched after wallet");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_unit_that_touches_wallets_or_users_in_another_order_than_that_of_their_ids_is_noted(bool areUsers)
    {
        await using var database = await TestDatabase.CreateAsync();
        UserId[] people = [await database.PersonAsync(), await database.PersonAsync()];
        await database.Units.WriteAsync(async db =>
        {
            var owners = await db.Set<Account>()
                .Where(a => a.OwnerId != null && people.Contains(a.OwnerId.Value))
                .Select(a => new { a.Id, Owner = a.OwnerId!.Value })
                .ToListAsync();
            foreach (var one in owners.OrderByDescending(one => areUsers ? one.Owner.Value : one.Id.Value))
            {
                await (areUsers ? db.LockAsync(db.Set<User>().Where(u => u.Id == one.Owner)) : database.Get<IWalletLock>().LockAsync(db, one.Owner));
            }

            return true;
        });
        RequireOne(database, $"{(areUsers ? "users" : "wallet")} was touched after one with a greater id");
    }

    private static void RequireOne(TestDatabase database, string violation)
    {
        Assert.StartsWith(violation, Assert.Single(database.LockOrder.Violations), StringComparison.Ordinal);
        database.LockOrder.Violations.Clear();
    }
}
