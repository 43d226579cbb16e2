using Graph.Api.Tests.Hosting;
using Graph.Domain.Feed;
using Graph.Domain.Feed.Waking;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.PostgreSql;
using Graph.Domain.Shared;
using Graph.Tests.Stores;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using StackExchange.Redis;

namespace Graph.Tests.PostgreSql;

/// <summary>What one node commits wakes the readers of another, which look by themselves only once an hour here.</summary>
[Collection(nameof(Alone))]
public sealed class NodeHintsTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    /// <summary>Hints come in the order in which they were sent, so that the other's is the first after one's own.</summary>
    [Fact]
    public async Task A_node_does_not_hear_itself()
    {
        await using var folder = new TemporaryFolder();
        var connection = await TestStore.MigratedAsync(folder.Path);
        await using var here = new PostgreSqlHints(connection, listen: null);
        await using var there = new PostgreSqlHints(connection, listen: null);
        using var ended = new CancellationTokenSource();
        var heard = 0;
        var listening = here.ListenAsync(() => Interlocked.Increment(ref heard), ended.Token);
        await Patience.UntilAsync(() => heard == 1);
        await here.SendAsync(default);
        await here.SendAsync(default);
        await there.SendAsync(default);
        await Patience.UntilAsync(() => heard > 1);
        Assert.Equal(2, heard);
        await ended.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listening);
    }

    [Fact]
    public async Task A_node_hears_the_others_also_after_its_connections_were_cut()
    {
        await using var folder = new TemporaryFolder();
        var connection = await TestStore.MigratedAsync(folder.Path);
        await using var here = await WakingNode.StartAsync(new PostgreSqlHints(connection, listen: null));
        await using var there = await WakingNode.StartAsync(new PostgreSqlHints(connection, listen: connection));
        await there.HearsAsync(here);
        await here.HearsAsync(there);
        await using (var admin = new NpgsqlConnection(connection))
        {
            await admin.OpenAsync();
            await using var cut = new NpgsqlCommand(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'graph hints' AND datname = current_database()", admin);
            await cut.ExecuteNonQueryAsync();
        }

        await there.HearsAsync(here);
        await here.HearsAsync(there);
    }

    [SkippableFact]
    public async Task Over_Redis_too_and_after_it_was_killed()
    {
        using var redis = RedisServer.StartOrSkip();
        await using var here = await WakingNode.StartAsync(new RedisHints(redis.Configuration));
        await using var there = await WakingNode.StartAsync(new RedisHints(redis.Configuration));
        await there.HearsAsync(here);
        await here.HearsAsync(there);

        redis.Kill();
        redis.StartAgain();
        await there.HearsAsync(here);
        await here.HearsAsync(there);
    }

    /// <summary>The client keeps what failed too, and would let it hear when Redis comes.</summary>
    [SkippableFact]
    public async Task Who_listened_in_vain_while_Redis_was_away_is_forgotten()
    {
        using var redis = RedisServer.StartOrSkip();
        redis.Kill();
        await using var here = new RedisHints(redis.Configuration);
        await using var there = new RedisHints(redis.Configuration);
        var (heard, inVain) = (0, 0);
        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAnyAsync<RedisException>(() => here.ListenAsync(() => Interlocked.Increment(ref inVain), default));
        }

        redis.StartAgain();
        using var ended = new CancellationTokenSource();
        var listening = Task.CompletedTask;
        for (var hints = 2; hints <= 6; hints++)
        {
            // The first is not from the other, but the beginning.
            await Patience.UntilAsync(async () =>
            {
                listening = listening.IsCompleted ? here.ListenAsync(() => Interlocked.Increment(ref heard), ended.Token) : listening;
                await there.SendAsync(default);
                return Volatile.Read(ref heard) >= hints;
            });
        }

        Assert.Equal(0, Volatile.Read(ref inVain));
        await ended.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => listening);
    }

    [Fact]
    public Task A_stream_on_another_node_is_woken_by_NOTIFY() => ShowsAsync([]);

    [SkippableFact]
    public async Task A_stream_on_another_node_is_woken_over_Redis()
    {
        using var redis = RedisServer.StartOrSkip();
        await ShowsAsync(new() { ["ConnectionStrings__Redis"] = redis.Configuration });
    }

    private static async Task ShowsAsync(Dictionary<string, string> settings)
    {
        settings["Live__LookEvery"] = "01:00:00";
        await using var folder = new TemporaryFolder();
        await using var one = await GraphProcess.StartAsync(folder.Path, settings);
        await using var two = await GraphProcess.StartAsync(folder.Path, settings);
        var (payer, payee) = (await one.Client().PersonAsync(), await one.Client().PersonAsync());
        await payer.BefriendAsync(payee);
        await payer.TopUpAsync("50");
        await using var socket = await Socket.ReadyAsync(two.Endpoint, payee.Client.Token);
        await socket.SubscribeAsync("1", "subscription { notifications { notification { subject { ... on Transaction { id } } } } }");
        var first = socket.NextAsync();

        // It is paid until the stream shows it, because a background transaction may hold up the horizon for a moment.
        do
        {
            await payer.TransferAsync(payee, "0.01");
        }
        while (await Task.WhenAny(first, Task.Delay(Moment)) != first);

        Assert.NotNull((await first)["data"]!["notifications"]!["notification"]!["subject"]!["id"]);
    }

    /// <summary>A node that has nothing but its bus.</summary>
    private sealed class WakingNode(InProcessBus bus, NodeWaking waking) : IAsyncDisposable
    {
        public IHints Heard { get; } = bus.Listen(FeedTopics.LogElsewhere);

        public static async Task<WakingNode> StartAsync(INodeHints hints)
        {
            var bus = new InProcessBus();
            var node = new WakingNode(bus, new NodeWaking(bus, NullLogger<NodeWaking>.Instance, hints));
            await node.StartAsync();
            return node;
        }

        public async Task HearsAsync(WakingNode other)
        {
            Heard.TryTake();
            await Patience.UntilAsync(() =>
            {
                other.Commit();
                return Heard.TryTake();
            });
        }

        public async ValueTask DisposeAsync()
        {
            await waking.StopAsync(default);
            waking.Dispose();
            Heard.Dispose();
        }

        private Task StartAsync() => waking.StartAsync(default);

        private void Commit() => bus.Publish([FeedTopics.Log]);
    }
}
