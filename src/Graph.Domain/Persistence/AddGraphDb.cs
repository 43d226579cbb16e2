using Graph.Domain.Persistence.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Domain.Persistence;

public static class GraphDbServices
{
    /// <summary>Services ask for <see cref="GraphDb"/>; which one it is, is decided here and nowhere else.</summary>
    public static IServiceCollection AddGraphDb(this IServiceCollection services, string provider, string connection)
    {
        services.AddSingleton<Units>();
        services.AddSingleton<ReactionsInterceptor>();
        return provider switch
        {
            "Sqlite" => services.AddDbContextPool<GraphDb, SqliteGraphDb>((scope, options) => options
                .UseSqlite(Complete(connection))
                .AddInterceptors(new SqlitePragmas(), new SqliteInterrupts(scope.GetRequiredService<CommandLimit>()))
                .UseGraphConventions(scope)),
            _ => throw new ArgumentException(
                $"Database:Provider '{provider}' is unknown. This version stores in Sqlite."),
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
            CoreEventId.OptimisticConcurrencyException));

    private static string Complete(string connection) =>
        new SqliteConnectionStringBuilder(connection) { ForeignKeys = true, Pooling = true }.ToString();
}
