using Graph.Domain.Persistence;

namespace Graph.Domain.Tests.Persistence.Sqlite;

public sealed class OldDatabaseTests
{
    [Fact]
    public async Task A_database_of_another_version_is_refused_with_what_to_delete()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.DamageAsync(
            """INSERT INTO "__EFMigrationsHistory" ("MigrationId", "ProductVersion") VALUES ('20261123193636_Initial', '10.0.0')""");
        var refused = await Assert.ThrowsAsync<UnfitDatabaseException>(() => database.Get<Migrator>().MigrateAsync());
        Assert.Contains("20261123193636_Initial", refused.Message);
        Assert.Contains("graph.db", refused.Message);
        Assert.Contains("delete it", refused.Message);
    }
}
