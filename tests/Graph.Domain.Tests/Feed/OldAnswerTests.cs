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
            followers.Add(await database.Get<FeedTail>().FollowActivitiesAsync(viewer, default));
        }

        var line = LineOf(database, actor);
        await database.Units.WriteAsync(db =>
        {
            db.Add(line);
            return Task.FromResult(0);
        });
        followers.ForEach(follower => follower.Tell(line, follower.Start + 1, LongAgo));

        // One that does not ask again may not use the old answer; one that asks again has the row.
        Assert.Null(followers[0].Take(followers[0].Start, followers[0].Start + 1, 1, _ => true));
        await followers[1].FreshenAsync(default);
        Assert.Equal(line.Id, Assert.Single(followers[1].Take(followers[1].Start, followers[1].Start + 1, 1, _ => true)!).Row.Id);

        await database.Units.WriteAsync(db => db.Set<Activity>().Where(activity => activity.Id == line.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(activity => activity.IsWithdrawn, true)));
        await followers[2].FreshenAsync(default);
        Assert.Empty(followers[2].Take(followers[2].Start, followers[2].Start + 1, 1, _ => true)!);
        followers.ForEach(follower => follower.Dispose());
    }

    [Fact]
    public async Task A_large_audience_is_told_in_parts_as_it_takes_what_it_is_told()
    {
        await using var database = await TestDatabase.CreateAsync(services => services.AddSingleton(new LiveSettings { AnswersHold = Hold }));
        var (actor, viewer) = (await database.PersonAsync(RealNameLevel.None), await database.PersonAsync(RealNameLevel.None));
        await database.Get<Friends>().SendRequestAsync(actor, viewer, null);
        await database.Get<Friends>().SendRequestAsync(viewer, actor, null);
        var line = LineOf(database, actor);
        await database.Units.WriteAsync(db =>
        {
            db.Add(line);
            return Task.FromResult(0);
        });
        var tail = database.Get<FeedTail>();
        var streams = Enumerable.Range(0, 600)
            .Select(_ => new FeedFollower<Activity>(tail, viewer, database.Get<IEventBus>().Listen())).ToList();

        // This one has not taken what it was told before, so nobody waits for it.
        streams[0].Tell(line, 1, Environment.TickCount64);
        var told = Dealt.TellAsync(database.Units, [new Dealt(RowOf(line, place: 2), streams)]);
        var rows = new HashSet<Activity>();
        foreach (var (from, to) in new[] { (0, 250), (250, 500) })
        {
            await Patience.UntilAsync(() => streams[from..to].TrueForAll(stream => stream.HasMore));
            Assert.DoesNotContain(streams[to..], stream => stream.HasMore);
            Assert.False(told.IsCompleted);
            foreach (var stream in streams[Math.Max(1, from)..to])
            {
                rows.Add(Assert.Single(stream.Take(1, 2, 1, _ => true)!).Row);
            }
        }

        await told.WaitAsync(Patience.Longer);
        Assert.All(streams[500..], stream => Assert.True(stream.HasMore));

        // It was loaded once for all of them.
        Assert.Equal(line.Id, Assert.Single(rows).Id);
        streams.ForEach(stream => stream.Dispose());
    }

    [Fact]
    public async Task A_row_that_is_told_again_is_taken_once()
    {
        await using var database = await TestDatabase.CreateAsync(services => services.AddSingleton(new LiveSettings { AnswersHold = Hold }));
        var viewer = new UserId(database.Clock.NewGuid());
        using var follower = new FeedFollower<Activity>(database.Get<FeedTail>(), viewer, database.Get<IEventBus>().Listen());
        foreach (var place in new[] { 5, 6, 5, 6, 7 })
        {
            follower.Tell(LineOf(database, viewer), place, Environment.TickCount64);
        }

        var (taken, last) = (new List<long>(), 4L);
        while (follower.Take(last, 7, 1, _ => true) is [var next])
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
            follower.Tell(line, index + 1, LongAgo);
        }

        await follower.FreshenAsync(default);
        Assert.Equal(lines[0].Id, Assert.Single(follower.Take(0, 100, 1, _ => true)!).Row.Id);

        // The viewer may not see the second line any more.
        await follower.FreshenAsync(default);
        Assert.Equal(lines[2].Id, Assert.Single(follower.Take(1, 100, 1, _ => true)!).Row.Id);
        Assert.True(asked.Count < 20, $"It asked again for {asked.Count} rows to take two.");

        // What was not asked again is not taken.
        Assert.Null(follower.Take(3, 100, 100, _ => true));
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
