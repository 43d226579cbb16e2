using Graph.Domain.Persistence;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Persistence;

public sealed class SortOrderTests
{
    [Fact]
    public async Task Keys_of_another_version_are_made_anew_by_a_migration()
    {
        await using var database = await TestDatabase.CreateAsync();
        var ids = new List<UserId>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add(await database.PersonAsync());
        }

        var stale = SortKey.Of("zzz");
        await database.Units.WriteAsync(async db =>
        {
            await db.Set<User>().ExecuteUpdateAsync(set => set.SetProperty(u => u.SortName, stale));
            return await db.Set<SortOrder>().ExecuteUpdateAsync(set => set.SetProperty(o => o.Version, "another"));
        });
        Assert.False(await database.Units.ReadAsync(db => SortOrder.IsCurrentAsync(db, default)));

        await database.Get<Migrator>().MigrateAsync();

        Assert.True(await database.Units.ReadAsync(db => SortOrder.IsCurrentAsync(db, default)));
        var users = await database.Units.ReadAsync(db => db.Set<User>().ToListAsync());
        Assert.Equal(ids.Count, users.Count);
        Assert.All(users, user => Assert.Equal(SortKey.Of(user.DisplayName), user.SortName));
    }

    [Fact]
    public async Task A_migration_leaves_keys_of_this_version_alone()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.PersonAsync();
        var other = SortKey.Of("zzz");
        await database.Units.WriteAsync(db => db.Set<User>().ExecuteUpdateAsync(set => set.SetProperty(u => u.SortName, other)));
        await database.Get<Migrator>().MigrateAsync();
        Assert.Equal(other, await database.Units.ReadAsync(db => db.Set<User>().Select(u => u.SortName).SingleAsync()));
    }
}
