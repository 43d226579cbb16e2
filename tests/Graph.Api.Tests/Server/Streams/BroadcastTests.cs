using Graph.Api.Server.Streams;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Posts;
using Graph.Domain.Persistence;
using Graph.Tests.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Server.Streams;

/// <summary>Every audience is large here, so that events are sent to many listeners at once. Counts those to whom one was sent.</summary>
public sealed class BroadcastingServer : CallerCountingServer
{
    private int _sent;

    public int Sent => Volatile.Read(ref _sent);

    protected override Dictionary<string, string?> Settings => new(base.Settings) { ["Live:LargeAudience"] = "0", ["Limits:PostsPerHour"] = "1000" };

    protected override void Replace(IServiceCollection services)
    {
        base.Replace(services);
        services.AddSingleton<IBroadcaster>(provider => new Counter(ActivatorUtilities.CreateInstance<Broadcaster>(provider), this));
    }

    private sealed class Counter(IBroadcaster broadcaster, BroadcastingServer server) : IBroadcaster
    {
        public Task SendAsync(
            object row, long place, IReadOnlyList<IHeldStream> streams, Func<IReadOnlyList<IHeldStream>, Task> askAgain) =>
            broadcaster.SendAsync(
                row,
                place,
                [.. streams.Select(stream => new Counted(stream, server))],
                again => askAgain([.. again.Cast<Counted>().Select(counted => counted.Stream)]));
    }

    private sealed class Counted(IHeldStream stream, BroadcastingServer server) : IHeldStream
    {
        public IHeldStream Stream => stream;

        public IListener Listener => stream.Listener;

        public bool TryTake()
        {
            var isTaken = stream.TryTake();
            Interlocked.Add(ref server._sent, isTaken ? 1 : 0);
            return isTaken;
        }

        public void Release() => stream.Release();
    }
}

/// <summary>Events are sent to listeners who wait, without waking them, and they hear what they would hear otherwise.</summary>
public sealed class BroadcastTests(BroadcastingServer server) : SharedResultScenario(server), IClassFixture<BroadcastingServer>
{
    [Fact]
    public async Task All_but_the_one_who_resolves_the_event_are_not_woken()
    {
        const int Listeners = 6;
        var actor = await server.SignUpAsync();
        var sockets = new List<Socket>();
        for (var i = 0; i < Listeners; i++)
        {
            var listener = await server.SignUpAsync();
            await listener.BefriendAsync(actor);
            sockets.Add(await Socket.ReadyAsync(server, listener.Client.Token));
            await sockets[i].SubscribeAsync(
                "a", "subscription($after: String) { activity(after: $after) { activity { id } } }", new { after = await CursorAsync(listener) });
        }

        // A listener who has something else to do, such as to begin, is woken.
        await Patience.UntilAsync(async () =>
        {
            var before = server.Sent;
            await actor.PostedAsync(new { text = "to all" });
            foreach (var socket in sockets)
            {
                await socket.NextAsync();
            }

            return server.Sent - before == Listeners - 1;
        });
        foreach (var socket in sockets)
        {
            await socket.DisposeAsync();
        }
    }
}
