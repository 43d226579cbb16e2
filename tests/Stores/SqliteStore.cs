using Microsoft.Data.Sqlite;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Tests.Stores;

/// <summary>The database of one test: a file in the test's folder.</summary>
internal static partial class TestStore
{
    public const string Provider = "Sqlite";

    /// <summary>To migrate takes longer than most tests: it is done once, and its file copied.</summary>
    private static readonly Lazy<Task<byte[]>> Template = new(async () =>
    {
        var folder = Directory.CreateTempSubdirectory("graph-template-").FullName;
        await EmptySchema.MakeAsync(Provider, await ConnectionAsync(folder));
        await PutLogIntoFileAsync(folder);
        var migrated = await File.ReadAllBytesAsync(FileOf(folder));
        Directory.Delete(folder, recursive: true);
        return migrated;
    });

    public static Task<string> ConnectionAsync(string folder) => Task.FromResult($"Data Source={FileOf(folder)}");

    /// <summary>To a database that has the schema, and nothing in it.</summary>
    public static async Task<string> MigratedAsync(string folder) => await WriteAsync(await Template.Value, folder);

    /// <summary>Keeps a database that nobody uses any more; what is returned makes a copy of it for a folder, and connects to that.</summary>
    public static async Task<Func<string, Task<string>>?> KeepAsync(string folder)
    {
        await PutLogIntoFileAsync(folder);
        var kept = await File.ReadAllBytesAsync(FileOf(folder));
        await DropAsync(folder);
        return copy => WriteAsync(kept, copy);
    }

    public static Task<string> TakeAsync(string folder) => MigratedAsync(folder);

    public static Task GiveBackAsync(string folder) => DropAsync(folder);

    /// <summary>An id made by the database, in SQL.</summary>
    public const string NewId = "randomblob(16)";

    /// <summary>Whether a unit waits: for its turn to write, or for a row that another one has locked.</summary>
    public static Task<bool> SomebodyWaitsAsync(GraphDb db, IWriters writers) => Task.FromResult(writers.WaitingCount > 0);

    /// <summary>Runs what the database would refuse, as a fault or a thief would write: guards and keys are off.</summary>
    public static async Task DamageAsync(string folder, string sql)
    {
        await using var connection = new SqliteConnection(await ConnectionAsync(folder) + ";Pooling=False;Foreign Keys=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT group_concat('DROP TRIGGER ' || name, ';') FROM sqlite_master WHERE type = 'trigger'";
        command.CommandText = $"{await command.ExecuteScalarAsync()};PRAGMA ignore_check_constraints = ON;{sql}";
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Lets somebody look on at what the contexts of a server do.</summary>
    public static void Configure(IServiceCollection services) => Observe(services);

    static partial void Observe(IServiceCollection services);

    private static async Task<string> WriteAsync(byte[] database, string folder)
    {
        Directory.CreateDirectory(folder);
        await File.WriteAllBytesAsync(FileOf(folder), database);
        return await ConnectionAsync(folder);
    }

    /// <summary>Connections of pooled contexts stay open, and while one is, much of the database is in its log.</summary>
    private static async Task PutLogIntoFileAsync(string folder)
    {
        await using var connection = new SqliteConnection(await ConnectionAsync(folder) + ";Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        Assert.Equal(0L, await command.ExecuteScalarAsync());
    }

    private static string FileOf(string folder) => Path.Combine(folder, "graph.db");

    public static Task DropAsync(string folder)
    {
        SqliteConnection.ClearAllPools();
        return Task.CompletedTask;
    }
}
