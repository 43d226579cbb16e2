using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Institutions;
using Graph.Domain.Persistence;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Tests.Funds;
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
    public async Task The_keys_of_funds_and_institutions_are_made_anew_too()
    {
        await using var database = await TestDatabase.CreateAsync();
        var investors = await new Investors(database).OpenAsync();
        await investors.FundAsync();
        var stale = SortKey.Of("zzz");
        await database.Units.WriteAsync(async db =>
        {
            await db.Set<Fund>().ExecuteUpdateAsync(set => set.SetProperty(f => f.SortName, stale));
            await db.Set<Institution>().ExecuteUpdateAsync(set => set.SetProperty(i => i.SortName, stale));
            return await db.Set<SortOrder>().ExecuteUpdateAsync(set => set.SetProperty(o => o.Version, "another"));
        });
        await database.Get<Migrator>().MigrateAsync();
        var funds = await database.Units.ReadAsync(db => db.Set<Fund>().ToListAsync());
        var institutions = await database.Units.ReadAsync(db => db.Set<Institution>().ToListAsync());
        Assert.NotEmpty(funds);
        Assert.NotEmpty(institutions);
        Assert.All(funds, fund => Assert.Equal(SortKey.Of(fund.DisplayName), fund.SortName));
        Assert.All(institutions, institution => Assert.Equal(SortKey.Of(institution.Name), institution.SortName));
    }

    [Fact]
    public async Task Every_row_that_keeps_a_key_is_gone_through_by_a_unique_text()
    {
        await using var database = await TestDatabase.CreateAsync();
        var keyed = await database.Units.ReadAsync(db => Task.FromResult(db.Model.GetEntityTypes()
            .Where(type => type.GetProperties().Any(property => property.ClrType == typeof(SortKey)))
            .ToList()));
        Assert.True(keyed.Count >= 4);
        Assert.All(keyed, type =>
        {
            Assert.True(type.ClrType.IsAssignableTo(typeof(ISortedByName)), type.Name);
            var map = type.ClrType.GetInterfaceMap(typeof(ISortedByName));
            var unique = (string)map.TargetMethods.Single(method => method.Name.EndsWith("get_UniqueProperty", StringComparison.Ordinal)).Invoke(null, null)!;
            Assert.Contains(type.GetIndexes(), index => index.IsUnique && index.Properties.Count == 1 && index.Properties[0].Name == unique);
        });
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
