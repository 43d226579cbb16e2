using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Tests.Stores;

/// <summary>The database of one test: a file in the test's folder.</summary>
internal static partial class TestStore
{
    public const string Provider = "Sqlite";

    public static Task<string> ConnectionAsync(string folder) =>
        Task.FromResult($"Data Source={Path.Combine(folder, "graph.db")}");

    /// <summary>An id made by the database, in SQL.</summary>
    public const string NewId = "randomblob(16)";

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

    public static Task DropAsync(string folder)
    {
        SqliteConnection.ClearAllPools();
        return Task.CompletedTask;
    }
}
