using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Graph.Tests.Stores;

/// <summary>The database of one test: on the server that these tests start, or on a given one.</summary>
internal static class TestStore
{
    public const string Provider = "PostgreSql";

    private static readonly Lazy<Task<string>> Server = new(async () =>
        Environment.GetEnvironmentVariable("GRAPH_TEST_POSTGRESQL") is { Length: > 0 } given
            ? given
            : (await PostgreSqlServer.StartAsync()).ConnectionString);

    public static async Task<string> ConnectionAsync(string folder)
    {
        var name = NameOf(folder);
        try
        {
            await ExecuteAsync($"CREATE DATABASE {name}");
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
        }

        return new NpgsqlConnectionStringBuilder(await Server.Value)
        {
            Database = name,
            ConnectionIdleLifetime = 5,
            ConnectionPruningInterval = 2,
        }.ToString();
    }

    public static void Configure(IServiceCollection services)
    {
    }

    /// <summary>An id made by the database, in SQL.</summary>
    public const string NewId = "gen_random_uuid()";

    /// <summary>Runs what the database would refuse, as a fault or a thief would write: guards and keys are off.</summary>
    public static async Task DamageAsync(string folder, string sql)
    {
        await using var connection = new NpgsqlConnection(await ConnectionAsync(folder) + ";Pooling=False");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SET session_replication_role = replica; " + sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public static Task DropAsync(string folder) => ExecuteAsync($"DROP DATABASE IF EXISTS {NameOf(folder)} WITH (FORCE)");

    private static string NameOf(string folder) =>
        "graph_" + string.Concat(Path.GetFileName(folder).ToLowerInvariant().Where(char.IsAsciiLetterOrDigit));

    private static async Task ExecuteAsync(string command)
    {
        await using var connection = new NpgsqlConnection(await Server.Value);
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand(command, connection) { CommandTimeout = 120 };
        await create.ExecuteNonQueryAsync();
    }
}
