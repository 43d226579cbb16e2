using System.Collections.Concurrent;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Graph.Tests.Stores;

/// <summary>The database of one test: on the server that these tests start, or on a given one.</summary>
internal static class TestStore
{
    public const string Provider = "PostgreSql";

    private static readonly SemaphoreSlim OneCopy = new(1);

    /// <summary>Databases that were emptied and are nobody's.</summary>
    private static readonly ConcurrentStack<string> Clean = [];

    /// <summary>Databases of which tests get copies.</summary>
    private static readonly ConcurrentBag<string> Kept = [];

    /// <summary>Which database a folder has, when it is not its own.</summary>
    private static readonly ConcurrentDictionary<string, string> Taken = [];

    private static readonly Lazy<Task<string>> Server = new(async () =>
        Given ?? (await PostgreSqlServer.StartAsync()).ConnectionString);

    /// <summary>To migrate takes longer than most tests: it is done once, and its database copied.</summary>
    private static readonly Lazy<Task<string>> Template = new(async () =>
    {
        var name = NameOf("template" + Path.GetRandomFileName());
        await ExecuteAsync($"CREATE DATABASE {name}");

        // A database that somebody is connected to is not copied.
        await EmptySchema.MakeAsync(Provider, await ConnectionToAsync(name) + ";Pooling=False");
        await Emptying.PrepareAsync(await ConnectionToAsync(name) + ";Pooling=False");
        if (Given is not null)
        {
            AppDomain.CurrentDomain.ProcessExit += (_, _) => EndAsync(name).GetAwaiter().GetResult();
        }

        return name;
    });

    /// <summary>A server that somebody gave; null when the tests start one.</summary>
    private static string? Given { get; } =
        Environment.GetEnvironmentVariable("GRAPH_TEST_POSTGRESQL") is { Length: > 0 } given and not "start" ? given : null;

    public static async Task<string> ConnectionAsync(string folder)
    {
        await CreateAsync(folder, "");
        return await ConnectionToAsync(NameOf(folder));
    }

    /// <summary>Whether a unit waits: for its turn to write, or for a row that another one has locked.</summary>
    public static async Task<bool> SomebodyWaitsAsync(GraphDb db, IWriters writers) => writers.WaitingCount > 0 || await LockWaitsAsync(db) > 0;

    /// <summary>Counts the transactions of a database that wait for a lock.</summary>
    public static Task<int> LockWaitsAsync(GraphDb db) => db.Database
        .SqlQueryRaw<int>(
            """
            SELECT count(*)::int AS "Value" FROM pg_stat_activity
            WHERE wait_event_type = 'Lock' AND datname = current_database()
            """)
        .SingleAsync();

    /// <summary>To a database that has the schema, and nothing in it.</summary>
    public static async Task<string> MigratedAsync(string folder) => await CopyAsync(await Template.Value, folder);

    /// <summary>Keeps a database that nobody uses any more; what is returned makes a copy of it for a folder, and connects to that.</summary>
    public static async Task<Func<string, Task<string>>?> KeepAsync(string folder)
    {
        var name = NameOf(folder);
        Kept.Add(name);

        // Pooled connections would keep it from being copied.
        await ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
        return copy => CopyAsync(name, copy);
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

    /// <summary>
    /// To an empty database that another test may have had before. A connection to a new database first reads its catalogue,
    /// and that, with the copy, takes longer than most tests; those of a used one are open, and have their plans.
    /// </summary>
    public static async Task<string> TakeAsync(string folder)
    {
        if (!Clean.TryPop(out var database))
        {
            return await MigratedAsync(folder);
        }

        Taken[folder] = database;
        return await ConnectionToAsync(database);
    }

    /// <summary>Empties the database for the next test, or drops it if somebody is still at work in it.</summary>
    public static async Task GiveBackAsync(string folder)
    {
        var database = NameOf(folder);
        if (await Emptying.TryAsync(await ConnectionToAsync(database)))
        {
            Taken.TryRemove(folder, out _);
            Clean.Push(database);
        }
        else
        {
            await DropAsync(folder);
        }
    }

    public static Task DropAsync(string folder) => ExecuteAsync($"DROP DATABASE IF EXISTS {NameOf(folder)} WITH (FORCE)");

    /// <summary>Leaves nothing on a server that is not the tests' own.</summary>
    private static async Task EndAsync(string template)
    {
        foreach (var database in Clean.Concat(Kept).Append(template))
        {
            await ExecuteAsync($"DROP DATABASE IF EXISTS {database} WITH (FORCE)");
        }
    }

    private static async Task<string> CopyAsync(string database, string folder)
    {
        await OneCopy.WaitAsync();
        try
        {
            await CreateAsync(folder, $" TEMPLATE {database}");
        }
        finally
        {
            OneCopy.Release();
        }

        return await ConnectionToAsync(NameOf(folder));
    }

    private static async Task CreateAsync(string folder, string like)
    {
        try
        {
            await ExecuteAsync($"CREATE DATABASE {NameOf(folder)}{like}");
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
        }
    }

    private static async Task<string> ConnectionToAsync(string database) => new NpgsqlConnectionStringBuilder(await Server.Value)
    {
        Database = database,

        // A new connection first reads the catalogue. Servers look for due work every few seconds over ten connections at once,
        // which should still be open then.
        ConnectionIdleLifetime = 30,
        ConnectionPruningInterval = 10,

        // On a slow machine others are waited for, but where it is what a test is about.
        Options = "-c idle_in_transaction_session_timeout=1h -c lock_timeout=1h",
    }.ToString();

    private static string NameOf(string folder) => Taken.TryGetValue(folder, out var taken) ? taken :
        "graph_" + string.Concat(Path.GetFileName(folder).ToLowerInvariant().Where(char.IsAsciiLetterOrDigit));

    private static async Task ExecuteAsync(string command)
    {
        await using var connection = new NpgsqlConnection(await Server.Value);
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand(command, connection) { CommandTimeout = (int)Patience.Long.TotalSeconds };
        await create.ExecuteNonQueryAsync();
    }
}
