using Graph.Domain.Persistence.PostgreSql;
using Graph.Domain.Persistence.Sqlite;
using Graph.Domain.Persistence.SqlServer;
using Graph.Domain.Persistence.UnitsOfWork;
using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Graph.Domain.Persistence;

public static class GraphDbServices
{
    /// <summary>How many stay open; who needs more opens them for as long as they are needed.</summary>
    private const int SqliteConnections = 64;

    /// <summary>Services ask for <see cref="GraphDb"/>; which one it is, is decided here and nowhere else.</summary>
    public static IServiceCollection AddGraphDb(this IServiceCollection services, string provider, string connection)
    {
        services.AddSingleton<Units>();
        services.AddSingleton<ReactionsInterceptor>();
        services.AddSingleton<IWriters>(provided => provider == "Sqlite"
            ? ActivatorUtilities.CreateInstance<OneWriter>(provided, CompleteSqlite(connection))
            : ActivatorUtilities.CreateInstance<SomeWriters>(provided));
        return provider switch
        {
            "Sqlite" => services.AddDbContextPool<GraphDb, SqliteGraphDb>((scope, options) => options
                .UseSqlite(CompleteSqlite(connection), sqlite => sqlite.UseParameterizedCollectionMode(ParameterTranslationMode.Parameter))
                .KeepOpen()
                // To change a table SQLite builds it anew, outside of the migration's transaction. At a first start that is no news.
                .ConfigureWarnings(warnings => warnings.Ignore(
                    SqliteEventId.TableRebuildPendingWarning, RelationalEventId.NonTransactionalMigrationOperationWarning))
                .AddInterceptors(new SqlitePragmas(), new KeptStatements(), new SqliteInterrupts(scope.GetRequiredService<CommandLimit>()))
                .UseGraphConventions(scope), poolSize: SqliteConnections),
            "PostgreSql" => services.AddDbContextPool<GraphDb, PostgreSqlGraphDb>((scope, options) => options
                .UseNpgsql(CompletePostgreSql(connection), npgsql => npgsql.CommandTimeout(SecondsOf(scope)))
                .UseGraphConventions(scope)),
            "SqlServer" => services.AddDbContextPool<GraphDb, SqlServerGraphDb>((scope, options) => options
                .UseSqlServer(CompleteSqlServer(connection), sqlServer => sqlServer.CommandTimeout(SecondsOf(scope)))
                .UseGraphConventions(scope)),
            _ => throw new ArgumentException($"Database:Provider '{provider}' is not Sqlite, PostgreSql or SqlServer."),
        };
    }

    private static void UseGraphConventions(this DbContextOptionsBuilder options, IServiceProvider services) => options
        .AddInterceptors(services.GetRequiredService<ReactionsInterceptor>())
        .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking)
        // A lost race for a key, or a read given up because nobody waits for it, is no fault: whoever cannot handle it logs it.
        .ConfigureWarnings(warnings => warnings.Ignore(
            CoreEventId.SaveChangesFailed,
            CoreEventId.QueryIterationFailed,
            RelationalEventId.CommandError,
            RelationalEventId.ConnectionError,
            RelationalEventId.TransactionError,
            CoreEventId.OptimisticConcurrencyException));

    private static int SecondsOf(IServiceProvider services) =>
        (int)Math.Ceiling(services.GetRequiredService<CommandLimit>().Time.TotalSeconds);

    /// <summary>Pooled are contexts, whose connections stay open: one that is closed is given up.</summary>
    private static string CompleteSqlite(string connection) =>
        new SqliteConnectionStringBuilder(connection) { ForeignKeys = true, Pooling = false }.ToString();

    /// <summary>
    /// What is not given: statements are prepared once a connection, several nodes share the server's places, a writer that
    /// hangs holds nobody up for long, and a row is waited for no longer than a duplicate waits for its answer.
    /// </summary>
    internal static string CompletePostgreSql(string connection)
    {
        var given = new NpgsqlConnectionStringBuilder(connection);
        if (!given.ShouldSerialize("Max Auto Prepare"))
        {
            given.MaxAutoPrepare = 200;
        }

        if (!given.ShouldSerialize("Maximum Pool Size"))
        {
            given.MaxPoolSize = 40;
        }

        given.Options ??= "-c idle_in_transaction_session_timeout=30s -c lock_timeout=8s";
        return given.ToString();
    }

    /// <summary>
    /// What is not given: once a connection could not be opened, the pool would give the same answer for five seconds, and
    /// later for up to a minute, without asking the server again. A unit that runs again would fail by that alone.
    /// </summary>
    internal static string CompleteSqlServer(string connection)
    {
        var given = new SqlConnectionStringBuilder(connection);
        if (!given.ShouldSerialize("Pool Blocking Period"))
        {
            given.PoolBlockingPeriod = PoolBlockingPeriod.NeverBlock;
        }

        return given.ToString();
    }
}
