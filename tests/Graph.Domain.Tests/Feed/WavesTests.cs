using System.Collections.Concurrent;
using Graph.Domain.Feed;
using Graph.Domain.Feed.Following;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Announcements;
using Graph.Domain.Users.RealNames;
using Graph.Tests.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Graph.Domain.Tests.Feed;

/// <summary>A line that many hear is sent to those who wait for it, may see it and want it. The others find out for themselves.</summary>
public sealed class WavesTests : IAsyncLifetime
{
    /// <summary>More than are sent to at a time.</summary>
    private const int Streams = 600;

    private static readonly LiveSettings Live = new() { AnswersHold = Patience.Longer };

    private readonly Recorder _broadcaster = new();
    private TestDatabase _database = null!;
    private UserId _actor;
    private UserId _friend;
    private UserId _other;
    private UserId _stranger;
    private Waves _waves = null!;

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(services => services.AddSingleton(Live));
        _waves = new Waves(_database.Units, _broadcaster, Live, NullLogger.Instance);
        (_actor, _stranger) = (await _database.PersonAsync(RealNameLevel.None), await _database.PersonAsync(RealNameLevel.None));
        (_friend, _other) = (await FriendAsync(), await FriendAsync());
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task A_line_reaches_those_who_wait_may_see_it_and_want_it()
    {
        var line = await WriteAsync();
        var waiting = Enumerable.Range(0, Streams).Select(_ => StreamOf(_friend)).ToList();
        var (hidden, unwanted, unfollowed) = (StreamOf(_stranger), StreamOf(_friend, wants: false), StreamOf(_other));
        var busy = new[] { StreamOf(_friend), StreamOf(_friend, hasListener: false) };
        var next = waiting.Append(hidden).Append(unwanted).Append(unfollowed).Append(busy[1]).ToDictionary(stream => stream, stream => stream.NextAsync(default));
        Send(line, 1, [.. waiting, hidden, unwanted, unfollowed, .. busy], (viewer, _) => viewer != _other);

        await Patience.UntilAsync(() => waiting.TrueForAll(stream => stream.SentThrough == 1));
        Assert.Equal(waiting.Select(stream => ((IHeldStream)stream, 1L)).ToHashSet(), _broadcaster.Sent.ToHashSet());
        Assert.Equal(Streams, _broadcaster.Sent.Count);

        // Who may not see it, or does not want it, passes over it and is not woken.
        Assert.All(new[] { hidden, unwanted, unfollowed }, stream => Assert.Equal((1, false), (stream.SentThrough, next[stream].IsCompleted)));
        Assert.All(waiting, stream => Assert.False(next[stream].IsCompleted));

        // Who was busy, or has to be woken for each line, is woken.
        Assert.Equal((1, 1), (await busy[0].NextAsync(default), await next[busy[1]]));
    }

    [Fact]
    public async Task Lines_come_one_after_the_other()
    {
        var streams = Enumerable.Range(0, Streams).Select(_ => StreamOf(_friend)).ToList();
        var next = streams.ConvertAll(stream => stream.NextAsync(default));
        var lines = new List<Activity>();
        for (var i = 0; i < 5; i++)
        {
            lines.Add(await WriteAsync());
        }

        foreach (var (index, line) in lines.Index())
        {
            Send(line, index + 1, streams, (_, _) => true);
        }

        await Patience.UntilAsync(() => streams.TrueForAll(stream => stream.SentThrough == 5));
        Assert.All(next, one => Assert.False(one.IsCompleted));
        Assert.All(_broadcaster.Sent.ToLookup(sent => sent.Stream, sent => sent.Place), places => Assert.Equal([1, 2, 3, 4, 5], places));
        Assert.Equal(Streams * 5, _broadcaster.Sent.Count);
    }

    [Fact]
    public async Task When_nobody_can_say_who_may_see_a_line_all_are_woken()
    {
        var streams = Enumerable.Range(0, 3).Select(_ => StreamOf(_friend)).ToList();
        var next = streams.ConvertAll(stream => stream.NextAsync(default));
        Send(await WriteAsync(), 1, streams, (_, _) => throw new TimeoutException("The database took too long."));
        Assert.All(await Task.WhenAll(next), place => Assert.Equal(1, place));
        Assert.Empty(_broadcaster.Sent);
    }

    [Fact]
    public async Task When_some_had_to_wait_for_long_the_others_are_woken()
    {
        var streams = Enumerable.Range(0, Streams).Select(_ => StreamOf(_friend)).ToList();
        var next = streams.ConvertAll(stream => stream.NextAsync(default));
        _waves = new Waves(_database.Units, _broadcaster, new LiveSettings { AnswersHold = TimeSpan.FromMilliseconds(1) }, NullLogger.Instance);
        _broadcaster.Waits = () => Task.Delay(20);
        Send(await WriteAsync(), 1, streams, (_, _) => true);
        await Task.WhenAll(next.Skip(Streams / 2));
        Assert.InRange(_broadcaster.Sent.Count, 0, Streams / 2);
    }

    [Fact]
    public async Task Who_may_not_see_it_any_more_after_a_wait_is_woken()
    {
        var (stream, other) = (StreamOf(_friend), StreamOf(_other));
        var (next, never) = (stream.NextAsync(default), other.NextAsync(default));
        _broadcaster.Waits = () => _database.Get<Friends>().RemoveAsync(_friend, _actor);
        Send(await WriteAsync(), 1, [stream, other], (_, _) => true);
        Assert.Equal(1, await next);
        await Patience.UntilAsync(() => !_broadcaster.Sent.IsEmpty);
        Assert.Equal(((IHeldStream)other, 1L), Assert.Single(_broadcaster.Sent));
        Assert.False(never.IsCompleted);
    }

    [Fact]
    public async Task Without_a_broadcaster_all_are_woken()
    {
        var stream = StreamOf(_friend);
        var next = stream.NextAsync(default);
        new Waves(_database.Units, null, Live, NullLogger.Instance).Add(
            new Logged<Activity> { Row = await WriteAsync(), Sequence = 7 }, [stream], (_, _) => true);
        Assert.Equal(7, await next);
    }

    private async Task<UserId> FriendAsync()
    {
        var friend = await _database.PersonAsync(RealNameLevel.None);
        await _database.Get<Friends>().SendRequestAsync(_actor, friend, null);
        await _database.Get<Friends>().SendRequestAsync(friend, _actor, null);
        return friend;
    }

    private async Task<Activity> WriteAsync()
    {
        var line = new Activity
        {
            Id = new ActivityId(_database.Clock.NewGuid()),
            Kind = ActivityKind.Paid,
            ActorId = _actor,
            SubjectType = "User",
            SubjectId = _actor.Value,
            Visibility = Visibility.Public,
            At = _database.Clock.UtcNow(),
        };
        await _database.Units.WriteAsync(db =>
        {
            db.Add(line);
            return Task.FromResult(0);
        });
        return line;
    }

    private void Send(Activity line, long place, IReadOnlyList<FeedFollower<Activity>> streams, Func<UserId, Activity, bool> mayConcern)
    {
        foreach (var stream in streams)
        {
            stream.Put(line, place, FeedFollower.Never, Environment.TickCount64);
        }

        _waves.Add(new Logged<Activity> { Row = line, Sequence = place }, streams, mayConcern);
    }

    private FeedFollower<Activity> StreamOf(UserId viewer, bool wants = true, bool hasListener = true) =>
        new(_database.Get<FeedTail>(), viewer, _database.Get<IEventBus>().Listen())
        {
            Wants = _ => wants,
            Listener = hasListener ? new Listening() : null,
        };

    /// <summary>Takes the row from every stream, and keeps what it sent.</summary>
    private sealed class Recorder : IBroadcaster
    {
        public ConcurrentQueue<(IHeldStream Stream, long Place)> Sent { get; } = [];

        /// <summary>Whether it waits for something first.</summary>
        public Func<Task>? Waits { get; set; }

        public async Task SendAsync(
            object row, long place, IReadOnlyList<IHeldStream> streams, Func<IReadOnlyList<IHeldStream>, Task> askAgain)
        {
            await Task.Yield();
            if (Waits is not null)
            {
                await Waits();
                await askAgain(streams);
            }

            foreach (var stream in streams)
            {
                if (stream.TryTake())
                {
                    Sent.Enqueue((stream, place));
                }

                stream.Release();
            }
        }
    }
}
