using System.Text.Json.Nodes;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Documents;
using Graph.Api.Tests.Deals;
using Graph.Api.Tests.Feed;
using Graph.Api.Tests.Friendships;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Posts;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Users.Security;
using Graph.Tests.Stores;
using GraphQL;
using GraphQL.Types;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Server.Streams;

/// <summary>Counts the scopes that have a caller. One is made for each event that is resolved.</summary>
public class CallerCountingServer : GraphServer
{
    private int _callers;

    public int Callers => Volatile.Read(ref _callers);

    /// <summary>No result grows old here, however slow the machine is.</summary>
    protected override Dictionary<string, string?> Settings => new() { ["Live:AnswersHold"] = Patience.Setting };

    protected override void Replace(IServiceCollection services) => services.AddScoped(provider =>
    {
        Interlocked.Increment(ref _callers);
        return new Caller(provider.GetRequiredService<TimeProvider>());
    });
}

/// <summary>Listeners are woken for each event.</summary>
public sealed class SharedResultTests(CallerCountingServer server) : SharedResultScenario(server), IClassFixture<CallerCountingServer>;

/// <summary>An event that shows the same to all who hear it is resolved once, and each of them gets what they would get alone.</summary>
public abstract class SharedResultScenario(CallerCountingServer server) : Scenario(server)
{
    private DateTimeOffset Now => server.Services.GetRequiredService<TimeProvider>().GetUtcNow();

    private ISchema Schema => server.Services.GetRequiredService<ISchema>();

    /// <summary>All fields that are marked, so that a field that is marked wrongly is found here.</summary>
    private string Marked => Selection(Schema.Subscription!.Fields.Find("activity")!.ResolvedType!);

    [Fact]
    public async Task All_who_hear_an_event_get_what_they_would_get_alone()
    {
        var (actor, other) = (await server.PersonAsync(), await server.PersonAsync());
        var (shop, community) = (await server.OpenShopAsync(), await actor.FoundAsync());
        var listeners = new List<Somebody> { await server.PersonAsync(), await server.PersonAsync(), await server.PersonAsync() };

        // Each of them stands in another relation to what they hear.
        await listeners[0].BefriendAsync(other);
        await listeners[0].BefriendAsync(listeners[1]);
        await listeners[2].BlockAsync(listeners[0]);
        foreach (var listener in listeners)
        {
            await listener.BefriendAsync(actor);
            await listener.JoinAsync(community);
            await listener.MustAsync("followMerchant", new { merchant = shop.Merchant });
        }

        await actor.TopUpAsync("100");
        foreach (var side in new[] { actor, other })
        {
            await side.MustAsync("updateProfile", new { defaultVisibility = "PUBLIC" });
        }

        await using var streams = await ListenAsync(listeners, $"subscription($after: String) {{ activity(after: $after) {Marked} }}");

        // A directive may ask for something else from each, so nothing is shared.
        await using var alone = await ListenAsync(
            listeners, $"subscription($after: String) {{ activity(after: $after) {{ ... @include(if: true) {Marked} }} }}");
        await actor.BefriendAsync(other);
        await actor.TransferAsync(other, "1.00");
        await actor.PostedAsync(new { text = "to friends" });
        await actor.PostedAsync(new { text = "to all members", community });
        await shop.SellAsync(Now);
        var seen = new List<JsonNode>();
        for (var listener = 0; listener < listeners.Count; listener++)
        {
            var (shared, own) = (await streams.UntilDealAsync(listener), await alone.UntilDealAsync(listener));
            Assert.Equal(own.Select(line => line.ToJsonString()), shared.Select(line => line.ToJsonString()));
            seen.AddRange(shared);
        }

        Assert.All(seen.GroupBy(line => (string)line["id"]!), same => Assert.Single(same.Select(line => line.ToJsonString()).Distinct()));
        Assert.Superset(new HashSet<string> { "PAID", "POSTED", "DEAL_PUBLISHED" }, seen.Select(line => (string)line["kind"]!).ToHashSet());
    }

    [Theory]
    [InlineData("activity { id liveCursor kind at visibility actor { id displayName avatarUrl ... on User { handle } } }", true)]
    [InlineData("...F", true, "fragment F on ActivityUpdate { activity { id } }")]
    [InlineData("activity { named: id }", true)]
    [InlineData("activity { __typename }", true)]
    [InlineData("__typename activity { ... on Activity { id } }", true)]
    [InlineData("...F", true, "fragment F on ActivityUpdate { activity { __typename named: id ...G } } fragment G on Activity { at }")]
    [InlineData("activity { id kind subject { __typename } }", false)]
    [InlineData("activity { ... @include(if: true) { id } }", false)]
    [InlineData("activity { id @skip(if: false) }", false)]
    [InlineData("activity { actor { ... on User { id bio } } }", false)]
    [InlineData("activity { ...F }", false, "fragment F on Activity { ...G } fragment G on Activity { actor { ... on User { relation } } }")]
    public async Task An_event_is_resolved_once_when_it_shows_the_same_to_all(string selection, bool isOnce, string fragments = "")
    {
        const int Listeners = 6;
        var actor = await server.SignUpAsync();
        var listeners = new List<Somebody>();
        for (var i = 0; i < Listeners; i++)
        {
            listeners.Add(await server.SignUpAsync());
            await listeners[i].BefriendAsync(actor);
        }

        await using var streams = await ListenAsync(
            listeners,
            $"subscription($after: String) {{ activity(after: $after, kinds: [POSTED]) {{ gap {{ reason }} {selection} }} }} {fragments}");
        await actor.PostedAsync(new { text = "first" });
        await streams.NextAsync();
        var before = server.Callers;
        await actor.PostedAsync(new { text = "second" });
        await streams.NextAsync();

        // One caller is that of the author's mutation.
        Assert.Equal(isOnce ? 1 : Listeners, server.Callers - before - 1);
    }

    [Fact]
    public async Task A_listener_whose_session_has_ended_does_not_hear_what_others_hear()
    {
        var actor = await server.SignUpAsync();
        var listeners = new List<Somebody>();
        for (var i = 0; i < 4; i++)
        {
            listeners.Add(await server.SignUpAsync());
            await listeners[i].BefriendAsync(actor);
        }

        await using var streams = await ListenAsync(
            listeners, "subscription($after: String) { activity(after: $after, kinds: [POSTED]) { activity { id } } }");
        await actor.PostedAsync(new { text = "before" });
        await streams.NextAsync();

        // Nothing else tells the node that the session is over.
        var (gone, now) = (listeners[1].UserId, Now.UtcDateTime);
        await server.Services.GetRequiredService<Units>().WriteAsync(db => db.Set<Session>()
            .Where(session => session.UserId == gone).ExecuteUpdateAsync(set => set.SetProperty(s => s.EndedAt, now)));
        await actor.PostedAsync(new { text = "after" });
        var ended = await streams.MessageAsync(1);
        Assert.Equal(("error", "UNAUTHENTICATED"), ((string)ended["type"]!, (string)ended["payload"]![0]!["extensions"]!["code"]!));
        Assert.Equal("next", (string)(await streams.MessageAsync(0))["type"]!);
    }

    [Fact]
    public async Task Each_hears_what_they_may_hear_and_asked_for_in_order_and_once()
    {
        var (actor, last) = (await server.PersonAsync(), await server.PersonAsync());
        await actor.TopUpAsync("100");
        await actor.BefriendAsync(last);
        foreach (var side in new[] { actor, last })
        {
            await side.MustAsync("updateProfile", new { defaultVisibility = "PUBLIC" });
        }

        var listeners = new List<Somebody>();
        for (var i = 0; i < 6; i++)
        {
            listeners.Add(await server.SignUpAsync());
            await listeners[i].BefriendAsync(actor);
            await listeners[i].BefriendAsync(last);
        }

        const string All = "subscription($after: String) { activity(after: $after) { activity { id liveCursor kind actor { id } } } }";
        await using var streams = await ListenAsync(listeners, All);
        await using var posts = await ListenAsync(listeners, All.Replace("after: $after)", "after: $after, kinds: [POSTED])", StringComparison.Ordinal));
        await using var source = await EventSource.OpenAsync(listeners[0].Client, All, new { after = await CursorAsync(listeners[0]) });
        await actor.PostedAsync(new { text = "to all" });
        await listeners[3].MustAsync("removeFriend", new { user = actor.Id });
        await listeners[4].BlockAsync(actor);
        for (var i = 0; i < 5; i++)
        {
            await actor.PostedAsync(new { text = $"to friends {i}" });
            await actor.TransferAsync(last, "1.00");
        }

        await last.PostedAsync(new { text = "the end" });
        var heard = await streams.UntilAsync(0, last);
        Assert.Equal(heard.Distinct(), heard);
        Assert.Equal((12, 7), (heard.Count, heard.Count(line => line.Kind == "POSTED")));
        foreach (var listener in new[] { 1, 2, 5 })
        {
            Assert.Equal(heard, await streams.UntilAsync(listener, last));
            Assert.Equal(heard.Where(line => line.Kind == "POSTED"), await posts.UntilAsync(listener, last));
        }

        // After the friendship, or behind a block, there is nothing but the first, if it was sent before that.
        Assert.Equal(heard[^1], Assert.Single((await streams.UntilAsync(3, last)).Except([heard[0]])));
        Assert.Equal(heard[^1], Assert.Single((await streams.UntilAsync(4, last)).Except([heard[0]])));

        // An event stream hears the same, with cursors to resume from.
        foreach (var line in heard)
        {
            var next = (await source.NextAsync())!;
            Assert.Equal(line.Id, (string)next.Data!["data"]!["activity"]!["activity"]!["id"]!);
            Assert.Equal((string)next.Data!["data"]!["activity"]!["activity"]!["liveCursor"]!, next.Id);
        }
    }

    [Fact]
    public void Marked_fields_of_an_interface_are_marked_in_its_types_too()
    {
        var wrong =
            from contract in Schema.AllTypes.OfType<IInterfaceGraphType>()
            from field in contract.Fields.Where(SameForAllAttribute.Marks)
            from type in contract.PossibleTypes.Cast<IObjectGraphType>()
            where !SameForAllAttribute.Marks(type.Fields.Find(field.Name)!)
            select $"{type.Name}.{field.Name}";
        Assert.Empty(wrong);
    }

    private async Task<Streams> ListenAsync(IReadOnlyList<Somebody> listeners, string query)
    {
        var sockets = new List<Socket>();
        foreach (var listener in listeners)
        {
            sockets.Add(await Socket.ReadyAsync(server, listener.Client.Token));
            await sockets[^1].SubscribeAsync("a", query, new { after = await CursorAsync(listener) });
        }

        return new Streams(sockets);
    }

    protected static async Task<string> CursorAsync(Somebody person) =>
        (string)(await person.DataAsync("{ viewer { liveCursor } }"))["viewer"]!["liveCursor"]!;

    private static string Selection(IGraphType type, int depth = 0) => type.GetNamedType() switch
    {
        IComplexGraphType complex => $"{{ {string.Join(' ', FieldsOf(complex, depth))} }}",
        _ => "",
    };

    private static IEnumerable<string> FieldsOf(IComplexGraphType type, int depth)
    {
        Assert.InRange(depth, 0, 5);
        yield return "__typename";
        foreach (var field in type.Fields.Where(SameForAllAttribute.Marks))
        {
            yield return $"{field.Name} {Selection(field.ResolvedType!, depth + 1)}";
        }

        foreach (var possible in (type as IInterfaceGraphType)?.PossibleTypes ?? [])
        {
            yield return $"... on {possible.Name} {Selection((IGraphType)possible, depth + 1)}";
        }
    }

    private sealed class Streams(IReadOnlyList<Socket> sockets) : IAsyncDisposable
    {
        public async Task<IReadOnlyList<JsonNode>> NextAsync()
        {
            var next = new List<JsonNode>();
            foreach (var socket in sockets)
            {
                next.Add((await socket.NextAsync())["data"]!["activity"]!);
            }

            return next;
        }

        /// <summary>The lines that a listener hears, up to that of a new deal.</summary>
        public async Task<IReadOnlyList<JsonNode>> UntilDealAsync(int listener)
        {
            var lines = new List<JsonNode>();
            do
            {
                lines.Add((await sockets[listener].NextAsync())["data"]!["activity"]!["activity"]!);
            }
            while ((string)lines[^1]["kind"]! != "DEAL_PUBLISHED");

            return lines;
        }

        /// <summary>The lines that a listener hears, up to the first by somebody.</summary>
        public async Task<IReadOnlyList<(string Id, string Kind)>> UntilAsync(int listener, Somebody last)
        {
            var lines = new List<JsonNode>();
            do
            {
                lines.Add((await sockets[listener].NextAsync())["data"]!["activity"]!["activity"]!);
            }
            while ((string)lines[^1]["actor"]!["id"]! != last.Id);

            return lines.ConvertAll(line => ((string)line["id"]!, (string)line["kind"]!));
        }

        public async Task<JsonNode> MessageAsync(int listener) => (await sockets[listener].ReceiveAsync())!;

        public async ValueTask DisposeAsync()
        {
            foreach (var socket in sockets)
            {
                await socket.DisposeAsync();
            }
        }
    }
}
