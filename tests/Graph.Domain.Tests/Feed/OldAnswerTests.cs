using Graph.Domain.Feed;
using Graph.Domain.Feed.Following;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Announcements;
using Graph.Domain.Users.RealNames;
using Graph.Tests.Stores;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Domain.Tests.Feed;

/// <summary>A stream that takes a row late asks again whether its viewer may see it, together with the others that wait.</summary>
public sealed class OldAnswerTests
{
    /// <summary>No answer grows old by itself here, however slow the machine is. What is old was asked for long ago.</summary>
    private static readonly TimeSpan Hold = Patience.Longer;

    private static long LongAgo => Environment.TickCount64 - (long)(Hold * 2).TotalMilliseconds;

    [Fact]
    public async Task What_has_grown_old_is_asked_again_before_it_is_taken()
    {
        await using var database = await TestDatabase.CreateAsync(services => services.AddSingleton(new LiveSettings { AnswersHold = Hold }));
        var actor = await database.PersonAsync(RealNameLevel.None);
        var viewers = new List<UserId>();
        for (var i = 0; i < 3; i++)
        {
            viewers.Add(await database.PersonAsync(RealNameLevel.None));
            await database.Get<Friends>().SendRequestAsync(actor, viewers[i], null);
            await database.Get<Friends>().SendRequestAsync(viewers[i], actor, null);
        }

        var followers = new List<FeedFollower<Activity>>();
        foreach (var viewer in viewers)
        {
            followers.Add(await database.Get<FeedTail>().FollowActivitiesAsync(viewer, null, null, default));
        }

        var line = LineOf(database, actor);
        await database.Units.WriteAsync(db =>
        {
            db.Add(line);
            return Task.FromResult(0);
        });
        followers.ForEach(follower => follower.Tell(line, follower.Start + 1, LongAgo, LongAgo));

        // One that does not ask again may not use the old answer; one that asks again has the row.
        Assert.Null(followers[0].Take(followers[0].Start, followers[0].Start + 1, 1));
        await followers[1].FreshenAsync(default);
        Assert.Equal(line.Id, Assert.Single(followers[1].Take(followers[1].Start, followers[1].Start + 1, 1)!).Row.Id);

        await database.Units.WriteAsync(db => db.Set<Activity>().Where(activity => activity.Id == line.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(activity => activity.IsWithdrawn, true)));
        await followers[2].FreshenAsync(default);
        Assert.Empty(followers[2].Take(followers[2].Start, followers[2].Start + 1, 1)!);
        followers.ForEach(follower => follower.Dispose());
    }

    [Fact]
    public async Task A_large_audience_asks_when_it_takes_the_row_and_not_before()
    {
        await using var database = await TestDatabase.CreateAsync(services => services.AddSingleton(new LiveSettings { AnswersHold = Hold }));
        var (actor, viewer, stranger) = (
            await database.PersonAsync(RealNameLevel.None), await database.PersonAsync(RealNameLevel.None), await database.PersonAsync(RealNameLevel.None));
        await database.Get<Friends>().SendRequestAsync(actor, viewer, null);
        await database.Get<Friends>().SendRequestAsync(viewer, actor, null);
        var line = LineOf(database, actor);
        await database.Units.WriteAsync(db =>
        {
            db.Add(line);
            return Task.FromResult(0);
        });
        var (tail, asked) = (database.Get<FeedTail>(), 0);
        var streams = Enumerable.Range(0, 600).Select(i => new FeedFollower<Activity>(
            tail, i == 0 ? stranger : viewer, database.Get<IEventBus>().Listen(), (who, _, _) =>
            {
                asked++;
                return Task.FromResult(who == viewer);
            })).ToList();
        await Dealt.TellAsync(database.Units, [new Dealt(RowOf(line, place: 2), streams)], Environment.TickCount64, 599, (_, _) => { });
        Assert.Equal(0, asked);
        var rows = new HashSet<Activity>();
        foreach (var stream in streams)
        {
            await stream.FreshenAsync(default);
            rows.UnionWith(stream.Take(1, 2, 1)!.Select(taken => taken.Row));
            Assert.Equal(stream.Viewer == viewer, rows.Count > 0);
        }

        // It was loaded once for all of them.
        Assert.Equal((600, line.Id), (asked, Assert.Single(rows).Id));

        // Without asking, nothing is taken.
        await Dealt.TellAsync(database.Units, [new Dealt(RowOf(line, place: 3), streams)], Environment.TickCount64, 599, (_, _) => { });
        Assert.All(streams, stream => Assert.Null(stream.Take(2, 3, 1)));
        streams.ForEach(stream => stream.Dispose());
    }

    /// <summary>Who follows a source was found out before the database was asked who may see its lines.</summary>
    [Fact]
    public async Task What_was_dealt_before_the_circle_changed_is_not_taken()
    {
        await using var database = await TestDatabase.CreateAsync(services => services.AddSingleton(new LiveSettings { AnswersHold = Hold }));
        var viewer = new UserId(database.Clock.NewGuid());
        using var follower = new FeedFollower<Activity>(database.Get<FeedTail>(), viewer, database.Get<IEventBus>().Listen());
        var dealtAt = Environment.TickCount64;
        follower.Doubt();
        follower.Tell(LineOf(database, viewer), 2, Environment.TickCount64 + 1, dealtAt);
        Assert.Null(follower.Take(1, 2, 1));
    }

    [Fact]
    public async Task A_row_that_is_told_again_is_taken_once()
    {
        await using var database = await TestDatabase.CreateAsync(services => services.AddSingleton(new LiveSettings { AnswersHold = Hold }));
        var viewer = new UserId(database.Clock.NewGuid());
        using var follower = new FeedFollower<Activity>(database.Get<FeedTail>(), viewer, database.Get<IEventBus>().Listen());
        foreach (var place in new[] { 5, 6, 5, 6, 7 })
        {
            follower.Tell(LineOf(database, viewer), place, Environment.TickCount64, Environment.TickCount64);
        }

        var (taken, last) = (new List<long>(), 4L);
        while (follower.Take(last, 7, 1) is [var next])
        {
            taken.Add(last = next.Sequence);
        }

        Assert.Equal([5, 6, 7], taken);
    }

    [Fact]
    public async Task A_slow_reader_asks_again_for_the_next_rows_only()
    {
        await using var database = await TestDatabase.CreateAsync(services => services.AddSingleton(new LiveSettings { AnswersHold = Hold }));
        var viewer = new UserId(database.Clock.NewGuid());
        var asked = new List<Activity>();
        using var follower = new FeedFollower<Activity>(
            database.Get<FeedTail>(), viewer, database.Get<IEventBus>().Listen(), (_, row, _) =>
            {
                asked.Add(row);
                return Task.FromResult(asked.Count != 2);
            });
        var lines = Enumerable.Range(1, 100).Select(_ => LineOf(database, viewer)).ToList();
        foreach (var (index, line) in lines.Index())
        {
            follower.Tell(line, index + 1, LongAgo, LongAgo);
        }

        await follower.FreshenAsync(default);
        Assert.Equal(lines[0].Id, Assert.Single(follower.Take(0, 100, 1)!).Row.Id);

        // The viewer may not see the second line any more.
        await follower.FreshenAsync(default);
        Assert.Equal(lines[2].Id, Assert.Single(follower.Take(1, 100, 1)!).Row.Id);
        Assert.True(asked.Count < 20, $"It asked again for {asked.Count} rows to take two.");

        // What was not asked again is not taken.
        Assert.Null(follower.Take(3, 100, 100));
    }

    [Fact]
    public async Task Many_questions_are_one_query()
    {
        var (queries, release) = (new List<int>(), new TaskCompletionSource());
        var reads = new GatheredReads<int, string>(100, async keys =>
        {
            queries.Add(keys.Length);
            await release.Task;
            return keys.Where(key => key != 7).ToDictionary(key => key, key => $"{key}");
        });
        var first = reads.FindAsync(0, default);
        await Patience.UntilAsync(() => queries.Count == 1);
        var others = Enumerable.Range(1, 150).Select(key => reads.FindAsync(key, default)).ToList();
        var same = reads.FindAsync(3, default);
        release.SetResult();
        Assert.Equal("0", await first);
        var answers = await Task.WhenAll(others);
        Assert.Equal("3", await same);
        Assert.Null(answers[6]);
        Assert.Equal("150", answers[149]);
        Assert.Equal([1, 100, 50], queries);
    }

    private static LogRow RowOf(Activity line, long place) => new()
    {
        Sequence = place,
        ActivityId = line.Id,
        NotificationId = null,
        ActorId = line.ActorId,
        SourceId = null,
        RecipientId = null,
        CircleOfId = null,
        Changed = null,
    };

    private static Activity LineOf(TestDatabase database, UserId actor) => new()
    {
        Id = new ActivityId(database.Clock.NewGuid()),
        Kind = ActivityKind.Paid,
        ActorId = actor,
        SubjectType = "User",
        SubjectId = actor.Value,
        Visibility = Visibility.Public,
        At = database.Clock.UtcNow(),
    };
}
