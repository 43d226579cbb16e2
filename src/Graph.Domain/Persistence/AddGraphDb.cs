using Graph.Domain.Persistence.PostgreSql;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Persistence.Sqlite;
using Graph.Domain.Persistence.SqlServer;
using Graph.Domain.Persistence.UnitsOfWork;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace Graph.Domain.Persistence;

public static class GraphDbServices
{
    /// <summary>
    /// How many SQLite connections stay open. When more are needed at once, the extra ones are closed after use.
    /// </summary>
    private const int SqliteConnections = 64;

    /// <summary>
    /// How many connections of a node's pool are for readers, beside one for each writer. Without them, writers that wait
    /// for rows could hold all connections, and nobody could even sign in.
    /// </summary>
    private const int ReaderConnections = 32;

    /// <summary>A pool that the connection string limits must leave at least this many connections to readers.</summary>
    private const int FewestReaderConnections = 4;

    /// <summary>The size of SQL Server's pool when the connection string does not say it.</summary>
    private const int UsualPoolOfSqlServer = 100;

    /// <summary>
    /// Registers the database. Services ask for <see cref="GraphDb"/>; only this method knows which provider it is.
    /// </summary>
    public static IServiceCollection AddGraphDb(this IServiceCollection services, string provider, string connection)
    {
        services.AddSingleton<Units>();
        services.AddSingleton<ReactionsInterceptor>();
        services.AddSingleton<IWriters>(provided => provider == "Sqlite"
            ? ActivatorUtilities.CreateInstance<OneWriter>(provided, CompleteSqlite(connection))
            : ActivatorUtilities.CreateInstance<SomeWriters>(provided));
        if (provider == "PostgreSql")
        {
            services.TryAddSingleton<INodeHints>(provided =>
                new PostgreSqlHints(connection, provided.GetRequiredService<LiveSettings>().Listen));
        }

        return provider switch
        {
            "Sqlite" => services.AddDbContextPool<GraphDb, SqliteGraphDb>((scope, options) => options
                .UseSqlite(CompleteSqlite(connection), sqlite => sqlite.UseParameterizedCollectionMode(ParameterTranslationMode.Parameter))
                .KeepOpen()
                .KeepStatements()
                // SQLite changes a table by rebuilding it, outside of the migration's transaction. That is expected,
                // so do not warn.
                .ConfigureWarnings(warnings => warnings.Ignore(
                    SqliteEventId.TableRebuildPendingWarning, RelationalEventId.NonTransactionalMigrationOperationWarning))
                .AddInterceptors(new SqlitePragmas(scope.GetRequiredService<UnitSettings>()))
                .UseGraphConventions(scope), poolSize: SqliteConnections),
            "PostgreSql" => services.AddDbContextPool<GraphDb, PostgreSqlGraphDb>((scope, options) => options
                .UseNpgsql(CompletePostgreSql(connection, WritersOf(scope)), npgsql => npgsql.CommandTimeout(SecondsOf(scope)))
                .UseGraphConventions(scope)),
            "SqlServer" => services.AddDbContextPool<GraphDb, SqlServerGraphDb>((scope, options) => options
                .UseSqlServer(CompleteSqlServer(connection, WritersOf(scope)), sqlServer => sqlServer.CommandTimeout(SecondsOf(scope)))
                .UseGraphConventions(scope)),
            _ => throw new ArgumentException($"Database:Provider '{provider}' is not Sqlite, PostgreSql or SqlServer."),
        };
    }

    /// <summary>
    /// Checks that the connection string can be read, and that the pool has connections for readers beside the writers.
    /// Returns what is wrong and what to do, or null when all is well.
    /// </summary>
    public static string? FindFault(string provider, string connection, WriterLimit writers)
    {
        if (provider is not ("Sqlite" or "PostgreSql" or "SqlServer"))
        {
            return $"Database__Provider={provider} is none of Sqlite, PostgreSql and SqlServer.";
        }

        var pool = 0;
        var unreadable = FindUnreadable("ConnectionStrings__Graph", () => pool = provider switch
        {
            "PostgreSql" => new NpgsqlConnectionStringBuilder(CompletePostgreSql(connection, writers.AtOnce)).MaxPoolSize,
            "SqlServer" => new SqlConnectionStringBuilder(CompleteSqlServer(connection, writers.AtOnce)).MaxPoolSize,
            "Sqlite" => CompleteSqlite(connection).Length > 0 ? int.MaxValue : 0,
            _ => int.MaxValue,
        });
        if (unreadable is not null)
        {
            return unreadable;
        }

        return pool - writers.AtOnce >= FewestReaderConnections ? null
            : $"The connection string allows {pool} connections, and {writers.AtOnce} units may write at the same time "
                + $"(Database__Writers), so that fewer than {FewestReaderConnections} are left for readers. Allow more "
                + "connections, or fewer writers.";
    }

    /// <summary>
    /// Checks the connection string for hearing other nodes on PostgreSQL. Returns what is wrong, or null when all is well.
    /// </summary>
    public static string? FindListenFault(string listen) =>
        FindUnreadable("ConnectionStrings__GraphListen", () => _ = new NpgsqlConnectionStringBuilder(listen));

    private static string? FindUnreadable(string setting, Action read)
    {
        try
        {
            read();
            return null;
        }
        catch (Exception malformed) when (malformed is ArgumentException or FormatException or KeyNotFoundException or OverflowException)
        {
            return $"{setting} cannot be read: {malformed.Message} Correct the connection string.";
        }
    }

    private static int WritersOf(IServiceProvider services) => services.GetRequiredService<WriterLimit>().AtOnce;

    private static void UseGraphConventions(this DbContextOptionsBuilder options, IServiceProvider services) => options
        .AddInterceptors(services.GetRequiredService<ReactionsInterceptor>(), ComposedMethods.Instance)
        .CompileLambdas()
        .EnableThreadSafetyChecks(services.GetRequiredService<UnitSettings>().FindsSharedContexts)
        .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking)
        // A lost race for a key, or a read that was cancelled, is not a fault. The code that cannot handle such a
        // failure logs it. EF looks for changes of the model without a migration only if it may warn of them. It builds the
        // whole model for that, which takes more than a second of a first start; SchemaTests look for them instead.
        .ConfigureWarnings(warnings => warnings.Ignore(
            CoreEventId.SaveChangesFailed,
            CoreEventId.QueryIterationFailed,
            RelationalEventId.CommandError,
            RelationalEventId.ConnectionError,
            RelationalEventId.TransactionError,
            CoreEventId.OptimisticConcurrencyException,
            RelationalEventId.PendingModelChangesWarning));

    private static int SecondsOf(IServiceProvider services) =>
        (int)Math.Ceiling(services.GetRequiredService<CommandLimit>().Time.TotalSeconds);

    /// <summary>
    /// Completes the connection string. The contexts are pooled and keep their connections open, so ADO.NET's own pool
    /// is off: a connection that is closed is really closed.
    /// </summary>
    private static string CompleteSqlite(string connection) =>
        new SqliteConnectionStringBuilder(connection) { ForeignKeys = true, Pooling = false }.ToString();

    /// <summary>
    /// Fills in settings that the connection string does not give. Each connection prepares a statement when it first runs
    /// it: the pool hands out its connections in turn, so that many uses of a statement are few for each connection. A
    /// connection is not reset when it goes back to the pool, which would be a statement of the server for each unit;
    /// nothing here changes what a reset would undo. The pool is limited, because several nodes share the server's
    /// connections; it has room for all writers and some readers. A transaction that hangs is ended after 30 s, so that it
    /// does not block others for long. A row lock is waited for no longer than a duplicate request waits for its answer.
    /// </summary>
    internal static string CompletePostgreSql(string connection, int writers)
    {
        var given = new NpgsqlConnectionStringBuilder(connection);
        if (!given.ShouldSerialize("Max Auto Prepare"))
        {
            given.MaxAutoPrepare = 200;
        }

        if (!given.ShouldSerialize("Auto Prepare Min Usages"))
        {
            given.AutoPrepareMinUsages = 1;
        }

        if (!given.ShouldSerialize("No Reset On Close"))
        {
            given.NoResetOnClose = true;
        }

        if (!given.ShouldSerialize("Maximum Pool Size"))
        {
            given.MaxPoolSize = writers + ReaderConnections;
        }

        given.Options ??= "-c idle_in_transaction_session_timeout=30s -c lock_timeout=8s";
        return given.ToString();
    }

    /// <summary>
    /// Fills in settings that the connection string does not give. The pool has room for all writers and some readers.
    /// By default, after a connection could not be opened, the pool repeats the same failure for five seconds, and later
    /// for up to a minute, without asking the server again. The retries of a unit would all fail because of that, so
    /// blocking is switched off.
    /// </summary>
    internal static string CompleteSqlServer(string connection, int writers)
    {
        var given = new SqlConnectionStringBuilder(connection);
        if (!given.ShouldSerialize("Max Pool Size"))
        {
            given.MaxPoolSize = Math.Max(UsualPoolOfSqlServer, writers + ReaderConnections);
        }

        if (!given.ShouldSerialize("Pool Blocking Period"))
        {
            given.PoolBlockingPeriod = PoolBlockingPeriod.NeverBlock;
        }

        return given.ToString();
    }
}
