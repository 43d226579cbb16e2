using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Microsoft.Data.SqlClient;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Tests.Stores;

/// <summary>The database of one test, on the server that GRAPH_TEST_SQLSERVER gives.</summary>
internal static class TestStore
{
    public const string Provider = "SqlServer";

    private static string Server => Environment.GetEnvironmentVariable("GRAPH_TEST_SQLSERVER")!;

    public static Task<string> ConnectionAsync(string folder) => Task.FromResult(
        new SqlConnectionStringBuilder(Server) { InitialCatalog = NameOf(folder) }.ToString());

    /// <summary>To a database that has the schema, and nothing in it.</summary>
    public static async Task<string> MigratedAsync(string folder)
    {
        var connection = await ConnectionAsync(folder);
        await EmptySchema.MakeAsync(Provider, connection);
        return connection;
    }

    /// <summary>Nothing copies a database here: what is made once elsewhere is made anew for each test.</summary>
    public static Task<Func<string, Task<string>>?> KeepAsync(string folder) => Task.FromResult<Func<string, Task<string>>?>(null);

    /// <summary>Whether a unit waits: for its turn to write, or for a row that another one has locked.</summary>
    public static async Task<bool> SomebodyWaitsAsync(GraphDb db, IWriters writers) => writers.WaitingCount > 0 || await db.Database
        .SqlQueryRaw<int>("SELECT COUNT(*) AS [Value] FROM sys.dm_exec_requests WHERE blocking_session_id <> 0 AND database_id = DB_ID()")
        .SingleAsync() > 0;

    public static Task<string> TakeAsync(string folder) => MigratedAsync(folder);

    public static Task GiveBackAsync(string folder) => DropAsync(folder);

    public static void Configure(IServiceCollection services)
    {
    }

    /// <summary>An id made by the database, in SQL.</summary>
    public const string NewId = "CONVERT(binary(16), NEWID())";

    /// <summary>Runs what the database would refuse, as a fault or a thief would write: guards and keys are off.</summary>
    public static async Task DamageAsync(string folder, string sql)
    {
        await using var connection = new SqlConnection(await ConnectionAsync(folder));
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText =
            """
            DECLARE @off nvarchar(max) = (SELECT STRING_AGG(CONVERT(nvarchar(max), 'ALTER TABLE ' + name + ' NOCHECK CONSTRAINT ALL; DISABLE TRIGGER ALL ON ' + name), '; ') FROM sys.tables);
            EXEC sp_executesql @off;
            """;
        await command.ExecuteNonQueryAsync();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    public static async Task DropAsync(string folder)
    {
        SqlConnection.ClearAllPools();
        await using var connection = new SqlConnection(Server);
        await connection.OpenAsync();
        await using var drop = connection.CreateCommand();
        drop.CommandText = $"DROP DATABASE IF EXISTS {NameOf(folder)}";
        await drop.ExecuteNonQueryAsync();
    }

    private static string NameOf(string folder) =>
        "graph_" + string.Concat(Path.GetFileName(folder).ToLowerInvariant().Where(char.IsAsciiLetterOrDigit));
}
