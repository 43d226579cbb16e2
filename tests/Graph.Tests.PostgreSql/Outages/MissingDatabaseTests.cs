using Graph.Domain;
using Graph.Domain.Persistence;
using Graph.Tests.Stores;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Graph.Tests.PostgreSql.Outages;

/// <summary>A fresh server has no database yet, and several nodes may begin at once.</summary>
public sealed class MissingDatabaseTests
{
    [Fact]
    public async Task The_migrations_make_the_database_and_nodes_wait_for_each_other()
    {
        await using var server = await PostgreSqlServer.StartAsync();
        var connection = new NpgsqlConnectionStringBuilder(server.ConnectionString) { Database = "graph_of_nobody", Pooling = false }.ToString();
        var applied = await MigrateAsync(connection);
        Assert.NotEmpty(applied);
        Assert.Empty(await MigrateAsync(connection));

        // A second node comes while the first one holds the history of migrations.
        await using var busy = new NpgsqlConnection(connection);
        await busy.OpenAsync();
        await using var transaction = await busy.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand("LOCK TABLE \"__EFMigrationsHistory\" IN ACCESS EXCLUSIVE MODE", busy, transaction);
        await hold.ExecuteNonQueryAsync();
        var waiting = MigrateAsync(connection);
        await Task.Delay(TimeSpan.FromSeconds(4));
        Assert.False(waiting.IsCompleted);
        await transaction.RollbackAsync();
        Assert.Empty(await waiting.WaitAsync(Patience.Long));
    }

    private static async Task<IReadOnlyList<string>> MigrateAsync(string connection)
    {
        await using var services = new ServiceCollection().AddLogging().AddDomain("PostgreSql", connection).BuildServiceProvider();
        return await services.GetRequiredService<Migrator>().MigrateAsync();
    }
}
