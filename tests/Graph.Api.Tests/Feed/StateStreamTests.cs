using Graph.Api.Server.Relay;
using Graph.Api.Tests.Deals;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Payments;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Feed;
using Graph.Domain.Feed.Following;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Tests.Stores;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Circle = Graph.Domain.Deals.Catalogue.Circle;

namespace Graph.Api.Tests.Feed;

/// <summary>What changed is a row of the log, and wakes those who show it and nobody else.</summary>
public sealed class StateStreamTests(ClockedServer server) : Scenario(server), IClassFixture<ClockedServer>
{
    private static readonly GeoPoint Sea = new(-50, -20);

    private DateTimeOffset Now => server.Clock.GetUtcNow();

    [Fact]
    public async Task A_payment_is_one_row_that_names_both_wallets()
    {
        var (payer, payee) = await server.FriendsAsync("100");
        var units = server.Services.GetRequiredService<Units>();
        var before = await units.ReadAsync(db => db.HorizonAsync(default));
        await payer.TransferAsync(payee, "1");
        var row = Assert.Single(await units.ReadAsync(db => db.Set<FeedEvent>().Where(e => e.Sequence > before && e.Changed != null).ToListAsync()));
        Assert.Equal(
            new[] { Topic.WalletOf(IdOf(payer)), Topic.WalletOf(IdOf(payee)) }.Select(topic => $"{topic.Kind}:{topic.Id:N}").Order(),
            row.Changed!.Split(' ').Order());
    }

    [Fact]
    public async Task A_changed_wallet_wakes_its_owner_and_an_ended_session_its_user()
    {
        var (payer, payee) = await server.FriendsAsync("100");
        var stranger = await server.PersonAsync();
        using var wallet = await FollowAsync(Topic.WalletOf(IdOf(payee)));
        using var strangers = await FollowAsync(Topic.WalletOf(IdOf(stranger)), Topic.SessionsOf(IdOf(payee)));
        using var sessions = await FollowAsync(Topic.SessionsOf(IdOf(payer)));
        var (ofStranger, ofPayer) = (strangers.NextAsync(default), sessions.NextAsync(default));
        await payer.TransferAsync(payee, "1");
        Assert.True(await wallet.NextAsync(default) > wallet.Start);

        var me = await payer.DataAsync("{ viewer { security { sessions { id } } } }");
        await payer.DoAsync(
            "mutation($input: SignOutInput!) { signOut(input: $input) { errors { __typename } } }",
            new { session = (string)me["viewer"]!["security"]!["sessions"]![0]!["id"]! });
        Assert.True(await ofPayer > sessions.Start);
        Assert.False(ofStranger.IsCompleted);
    }

    /// <summary>A deal wakes who watches a circle that holds one of its shops, however large the circle is.</summary>
    [Fact]
    public async Task A_deal_wakes_those_who_watch_the_area_of_its_shop()
    {
        var shop = await server.OpenShopAsync(Sea.Latitude, Sea.Longitude);
        using var near = await FollowAsync(DealAreas.Around(new Circle(Sea, 300)));
        using var wide = await FollowAsync(DealAreas.Around(new Circle(new(-50.5, -20), 100_000)));
        using var far = await FollowAsync(DealAreas.Around(new Circle(new(-40, -20), 100_000)));
        var ofFar = far.NextAsync(default);
        await shop.SellAsync(Now, new { stock = 2 });
        Assert.True(await near.NextAsync(default) > near.Start);
        Assert.True(await wide.NextAsync(default) > wide.Start);
        Assert.False(ofFar.IsCompleted);
    }

    /// <summary>Nothing tells of the end of a deal's time but the clock.</summary>
    [Fact]
    public async Task A_deal_whose_time_is_over_is_shown_as_ended()
    {
        var shop = await server.OpenShopAsync(latitude: -51, longitude: -21);
        var deal = await shop.SellAsync(Now, new { endsAt = Now.AddHours(2) });
        await using var socket = await Socket.ReadyAsync(server, null);
        await socket.SubscribeAsync("d", "subscription { dealsNearby(near: { latitude: -51, longitude: -21 }) { deal { id status } snapshotComplete } }");
        Assert.Equal(deal, (string)(await socket.NextAsync())["data"]!["dealsNearby"]!["deal"]!["id"]!);
        Assert.True((bool)(await socket.NextAsync())["data"]!["dealsNearby"]!["snapshotComplete"]!);
        var next = socket.NextAsync();
        await server.PassAsync(TimeSpan.FromHours(2.1), () => Task.FromResult(next.IsCompleted));
        var ended = (await next)["data"]!["dealsNearby"]!["deal"]!;
        Assert.Equal((deal, "ENDED"), ((string)ended["id"]!, (string)ended["status"]!));
    }

    private static UserId IdOf(Somebody person) => GlobalId.Parse(person.Id).To<UserId>();

    private Task<ILogFollower> FollowAsync(params IReadOnlyCollection<Topic> states) =>
        server.Services.GetRequiredService<ILog>().FollowAsync(states, default);
}

/// <summary>Who listens and hears nothing costs the database nothing.</summary>
public sealed class ListenersAtRestTests(RestServer server) : Scenario(server), IClassFixture<RestServer>
{
    /// <summary>The tail looks five times a second, so that this is longer than any look of a stream of its own was.</summary>
    private const int Looks = 30;

    [Fact]
    public async Task At_rest_a_listener_asks_nothing()
    {
        var person = await server.SignUpAsync();
        await using var socket = await Socket.ReadyAsync(server, person.Client.Token);
        await socket.SubscribeAsync("w", "subscription { wallet { balance { amount } } }");
        await socket.NextAsync();
        await socket.SubscribeAsync("d", "subscription { dealsNearby(near: { latitude: -60, longitude: 0 }) { snapshotComplete } }");
        await socket.NextAsync();
        await socket.SubscribeAsync("n", "subscription { notifications { notification { id } } }");
        await socket.SubscribeAsync("a", "subscription { activity { activity { id } } }");
        await Patience.UntilAsync(() => IsQuietAsync(3));
        Assert.True(await IsQuietAsync(Looks), string.Join('\n', server.Log.OfRequests));
    }

    /// <summary>All streams of a viewer share what is known of the viewer's circle.</summary>
    [Fact]
    public async Task A_circle_is_read_once_for_all_streams_of_a_viewer_and_once_after_a_change()
    {
        var (person, friend) = (await server.SignUpAsync(), await server.SignUpAsync());
        var tail = server.Services.GetRequiredService<FeedTail>();
        server.Log.Clear();
        var streams = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => tail.FollowActivitiesAsync(person.UserId, null, null, default)));
        Assert.Equal(1, Circles());

        await person.BefriendAsync(friend);
        var next = streams[4].NextAsync(default);
        await Patience.UntilAsync(() => Circles() > 1);
        await next;
        Assert.Equal(2, Circles());
        foreach (var stream in streams)
        {
            stream.Dispose();
        }

        Assert.Equal(0, tail.CountOf(person.UserId));

        // Who may see a line is asked from friendships too.
        int Circles() => server.Log.All.Count(line => line.Contains("Executed DbCommand")
            && line.Contains("friend_id") && line.Contains("viewer_Id") && !line.Contains("activity"));
    }

    private async Task<bool> IsQuietAsync(int looks)
    {
        server.Log.Clear();
        await LooksAsync(looks);
        return !server.Log.OfRequests.Any(line => line.Contains("Executed DbCommand"));
    }

    private Task LooksAsync(int looks)
    {
        var seen = Horizons();
        return Patience.UntilAsync(() => Task.FromResult(Horizons() >= seen + looks));
    }

    private int Horizons() => server.Log.All.Count(line => line.Contains("Executed DbCommand")
        && (line.Contains("sqlite_sequence") || line.Contains("pg_snapshot_xmax")));
}

/// <summary>Every command that EF sends; no ping.</summary>
public sealed class RestServer : GraphServer
{
    protected override Dictionary<string, string?> Settings => new()
    {
        ["Logging:LogLevel:Microsoft.EntityFrameworkCore.Database.Command"] = "Debug",
    };
}
