using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Microsoft.Data.SqlClient;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Tests.SqlServer.Connections;

/// <summary>What units send to the server, and when they run again.</summary>
public sealed class UnitsTests
{
    /// <summary>How the protocol numbers the levels.</summary>
    private const int ReadCommitted = 2;
    private const int Snapshot = 5;

    [Theory]
    [InlineData(Reply.Fin)]
    [InlineData(Reply.Rst)]
    public async Task A_unit_whose_commit_is_cut_runs_again_if_that_does_no_harm(Reply how)
    {
        var (commits, runs) = (0, 0);
        await using var peer = new TdsPeer(request =>
            request.Kind == TdsKind.Commit && Interlocked.Increment(ref commits) % 2 == 1 ? how : Reply.Done);
        await using var services = PeerGraph.Of(peer.ConnectionString);
        var units = services.GetRequiredService<Units>();
        await units.WriteRepeatableAsync(RunAsync);
        Assert.Equal(2, runs);
        await Assert.ThrowsAsync<UnknownOutcomeException>(() => units.WriteAsync(RunAsync));
        Assert.Equal(3, runs);

        Task<int> RunAsync(GraphDb db)
        {
            runs++;
            return db.ReadAsync();
        }
    }

    /// <summary>The pool asks the server each time, and does not repeat what it heard at first.</summary>
    [Fact]
    public async Task A_unit_goes_on_as_soon_as_the_server_takes_connections_again()
    {
        var connections = 0;
        await using var peer = new TdsPeer(request =>
            request.Kind == TdsKind.PreLogin && Interlocked.Increment(ref connections) <= 3 ? Reply.Rst : Reply.Done);
        Assert.Equal(1, await RunAsync(peer));
        Assert.Equal(4, peer.Count(TdsKind.PreLogin));
    }

    [Fact]
    public async Task Each_write_waits_for_locks_as_long_as_on_PostgreSQL()
    {
        await using var peer = new TdsPeer();
        await RunAsync(peer, times: 2);
        Assert.Equal(1, peer.Count(TdsKind.Login));
        TdsRequest[] once =
        [
            new(TdsKind.Begin, "", ReadCommitted, IsReset: false),
            new(TdsKind.Batch, "SET LOCK_TIMEOUT 8000", 0, IsReset: false),
            new(TdsKind.Batch, "SELECT 1", 0, IsReset: false),
            new(TdsKind.Commit, "", 0, IsReset: false),
        ];
        TdsRequest[] again = [once[0] with { IsReset = true }, .. once[1..]];
        Assert.Equal([.. once, .. again], peer.Received.Skip(2));
    }

    [Fact]
    public async Task The_level_of_a_snapshot_stays_on_no_connection()
    {
        await using var peer = new TdsPeer();
        await using var services = PeerGraph.Of(peer.ConnectionString);
        await using var scope = services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GraphDb>();
        await using (await db.BeginSnapshotAsync(default))
        {
            await db.ReadAsync();
        }

        Assert.Contains(peer.Received, request => request is { Kind: TdsKind.Begin, Isolation: Snapshot });
        Assert.Equal(1, peer.Count(TdsKind.Login));
        await db.ReadAsync();
        Assert.Equal(2, peer.Count(TdsKind.Login));
    }

    [Theory]
    [InlineData("", PoolBlockingPeriod.NeverBlock)]
    [InlineData(";Pool Blocking Period=AlwaysBlock", PoolBlockingPeriod.AlwaysBlock)]
    [InlineData(";PoolBlockingPeriod=Auto", PoolBlockingPeriod.Auto)]
    public void The_pool_asks_the_server_again_unless_told_otherwise(string given, PoolBlockingPeriod completed) =>
        Assert.Equal(
            completed,
            new SqlConnectionStringBuilder(GraphDbServices.CompleteSqlServer("Server=db" + given, writers: 8)).PoolBlockingPeriod);

    /// <summary>How often a unit ran in the last round.</summary>
    private static async Task<int> RunAsync(TdsPeer peer, int times = 1)
    {
        await using var services = PeerGraph.Of(peer.ConnectionString);
        var runs = 0;
        for (var time = 0; time < times; time++)
        {
            runs = 0;
            await services.GetRequiredService<Units>().WriteAsync(async db =>
            {
                runs++;
                return await db.ReadAsync();
            });
        }

        return runs;
    }
}
