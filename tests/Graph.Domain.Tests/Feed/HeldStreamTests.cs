using Graph.Domain.Feed;
using Graph.Domain.Feed.Following;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Announcements;
using Graph.Tests.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Domain.Tests.Feed;

/// <summary>A row is sent for a stream that waits, without waking it, and only when nothing speaks against it.</summary>
public sealed class HeldStreamTests : IAsyncLifetime
{
    private readonly Listening _listener = new();
    private TestDatabase _database = null!;
    private UserId _viewer;
    private FeedFollower<Activity> _stream = null!;

    private static long Now => Environment.TickCount64;

    public async Task InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync(services => services.AddSingleton(new LiveSettings { AnswersHold = Patience.Longer }));
        _viewer = new UserId(_database.Clock.NewGuid());
        _stream = StreamOf(_viewer);
    }

    public async Task DisposeAsync()
    {
        _stream.Dispose();
        await _database.DisposeAsync();
    }

    [Fact]
    public void What_is_taken_does_not_wake_the_stream()
    {
        var next = _stream.NextAsync(default);
        Put(1);
        Assert.True(_stream.TryHold(1));
        _stream.Allow(Now);
        Assert.True(_stream.TryTake());
        _stream.Release();
        Assert.False(next.IsCompleted);
        Assert.Equal(1, _stream.SentThrough);

        // It is not sent a second time, also if it is told again.
        Put(1);
        Assert.False(_stream.TryHold(1));
    }

    /// <summary>A stream that begins may have read a row before it is told of it.</summary>
    [Fact]
    public void What_the_stream_has_read_is_not_sent_for_it()
    {
        _ = _stream.NextAsync(examined: 1, default);
        Put(1);
        Assert.False(_stream.TryHold(1));
        Put(2);
        Assert.True(_stream.TryHold(2));
    }

    [Fact]
    public async Task What_comes_meanwhile_wakes_it_after_that()
    {
        var next = _stream.NextAsync(default);
        Put(1);
        Assert.True(_stream.TryHold(1));
        _stream.Tell(LineOf(_viewer), 2, Now, Now);
        Assert.False(next.IsCompleted);
        _stream.Allow(Now);
        Assert.True(_stream.TryTake());
        Assert.False(next.IsCompleted);
        _stream.Release();
        Assert.Equal(2, await next);
        Assert.Equal([2], _stream.Take(_stream.SentThrough, 2, 10)!.Select(row => row.Sequence));
    }

    [Fact]
    public async Task What_is_not_taken_wakes_it()
    {
        var next = _stream.NextAsync(default);
        Put(1);
        Assert.True(_stream.TryHold(1));

        // Nobody has said that the viewer may see it.
        Assert.False(_stream.TryTake());
        Assert.False(next.IsCompleted);
        _stream.Release();
        Assert.Equal((1, 0), (await next, _stream.SentThrough));
    }

    [Fact]
    public async Task After_a_change_of_the_circle_nothing_is_taken()
    {
        var next = _stream.NextAsync(default);
        Put(1);
        Assert.True(_stream.TryHold(1));
        _stream.Allow(Now);
        _database.Get<IEventBus>().Publish([FeedTopics.CircleOf(_viewer)]);
        Assert.False(_stream.TryTake());
        _stream.Release();
        Assert.Equal(1, await next);

        // It has to ask for what it was told before the change, so that what comes after it is not sent ahead.
        var after = _stream.NextAsync(default);
        Assert.False(after.IsCompleted);
        Put(2);
        _stream.Doubt();
        Put(3, dealtAt: Now + 1);
        Assert.False(_stream.TryHold(3));
    }

    [Fact]
    public void Nothing_is_sent_for_a_stream_that_has_ended()
    {
        _ = _stream.NextAsync(default);
        Put(1);
        Assert.True(_stream.TryHold(1));
        _stream.Allow(Now);
        _stream.Dispose();
        Assert.False(_stream.TryTake());
        _stream.Release();
        Assert.False(_stream.TryHold(1));
    }

    [Fact]
    public void A_stream_that_has_something_else_to_do_is_not_held()
    {
        // It does not wait yet.
        Put(1);
        Assert.False(_stream.TryHold(1));

        // Its last event was not sent yet.
        _ = _stream.NextAsync(default);
        _listener.IsIdle = false;
        Assert.False(_stream.TryHold(1));
        _listener.IsIdle = true;
        Assert.True(_stream.TryHold(1));
        _stream.Release();

        // Another row comes first.
        using var other = StreamOf(_viewer);
        _ = other.NextAsync(default);
        other.Put(LineOf(_viewer), 1, FeedFollower.Never, Now);
        other.Put(LineOf(_viewer), 2, FeedFollower.Never, Now);
        Assert.False(other.TryHold(2));
        Assert.True(other.TryHold(1));
        Assert.False(other.TryHold(1));
    }

    private void Put(long place, long? dealtAt = null) => _stream.Put(LineOf(_viewer), place, FeedFollower.Never, dealtAt ?? Now);

    private FeedFollower<Activity> StreamOf(UserId viewer) =>
        new(_database.Get<FeedTail>(), viewer, _database.Get<IEventBus>().Listen(FeedTopics.CircleOf(viewer))) { Listener = _listener };

    private Activity LineOf(UserId actor) => new()
    {
        Id = new ActivityId(_database.Clock.NewGuid()),
        Kind = ActivityKind.Paid,
        ActorId = actor,
        SubjectType = "User",
        SubjectId = actor.Value,
        Visibility = Visibility.Public,
        At = _database.Clock.UtcNow(),
    };
}

internal sealed class Listening : IListener
{
    public bool IsIdle { get; set; } = true;
}
