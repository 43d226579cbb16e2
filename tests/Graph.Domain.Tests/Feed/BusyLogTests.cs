using System.Diagnostics;
using Graph.Domain.Feed.Following;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.RealNames;
using Graph.Tests.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Domain.Tests.Feed;

/// <summary>A look into the log finds what many commits wrote, so a busy node does not look once for each of them.</summary>
public sealed class BusyLogTests
{
    private const int Commits = 200;

    [Fact]
    public async Task Many_commits_are_found_with_few_looks()
    {
        var looks = new Looks();
        await using var database = await TestDatabase.CreateAsync(services => services.AddSingleton<IStateSpread>(looks));
        var person = await database.PersonAsync(RealNameLevel.None);
        using var follower = await database.Get<FeedTail>().FollowAsync([Looks.Heard], default);
        var begun = Stopwatch.GetTimestamp();
        for (var i = 0; i < Commits; i++)
        {
            await database.Units.WriteAsync(db =>
            {
                db.Touch(Topic.WalletOf(person));
                return Task.FromResult(0);
            });
        }

        // There are 10 ms between two looks. However long the commits took, there were no more than that allows, with room for timers.
        var (seen, milliseconds) = (looks.Count, Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        Assert.InRange(seen, 0, (milliseconds / 5) + 2);
        Assert.True(await follower.NextAsync(default).WaitAsync(Patience.Long) > 0);
        Assert.NotEqual(0, looks.Count);
    }

    /// <summary>Counts the looks that found a changed wallet, and says that it concerns those who listen.</summary>
    private sealed class Looks : IStateSpread
    {
        public static readonly Topic Heard = new("heard", Guid.NewGuid());

        private int _count;

        public int Count => Volatile.Read(ref _count);

        public string From => "wallet";

        public string To => Heard.Kind;

        public Task<IReadOnlyCollection<Topic>> SpreadAsync(GraphDb db, IReadOnlyCollection<Guid> ids)
        {
            Interlocked.Increment(ref _count);
            return Task.FromResult<IReadOnlyCollection<Topic>>([Heard]);
        }
    }
}
