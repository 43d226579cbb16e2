using System.Data.Common;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Persistence.Sqlite;

/// <summary>What has to be asked of SQLite, and goes without saying elsewhere.</summary>
public sealed class SqliteModelTests
{
    [Fact]
    public async Task Commits_reach_the_disk_and_readers_do_not_wait()
    {
        await using var database = await TestDatabase.CreateAsync();
        Assert.Equal("wal", await PragmaAsync("journal_mode"));
        Assert.Equal("2", await PragmaAsync("synchronous"));
        Assert.Equal("1", await PragmaAsync("foreign_keys"));

        Task<string> PragmaAsync(string name) => database.Units.ReadAsync(async db =>
        {
            await db.Database.OpenConnectionAsync();
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = "PRAGMA " + name;
            return (await command.ExecuteScalarAsync())!.ToString()!;
        });
    }

    [Fact]
    public async Task Money_is_whole_numbers()
    {
        await using var database = await TestDatabase.CreateAsync();
        var refused = await Assert.ThrowsAnyAsync<DbException>(() =>
            database.Units.WriteAsync(db => db.Database.ExecuteSqlRawAsync("UPDATE account SET credits_posted = 1.5")));
        Assert.Contains("CHECK", refused.Message, StringComparison.Ordinal);
    }
}
