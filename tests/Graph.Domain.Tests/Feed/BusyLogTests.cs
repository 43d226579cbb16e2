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
        var looks = 0;
        await using var database = await TestDatabase.CreateAsync(services =>
            services.AddSingleton<IStateSpread>(new WalletSpread(() => Interlocked.Increment(ref looks))));
        var person = await database.PersonAsync(RealNameLevel.None);
        using var follower = await database.Get<FeedTail>().FollowAsync([WalletSpread.Heard], default);
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
        var (seen, milliseconds) = (Volatile.Read(ref looks), Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        Assert.InRange(seen, 0, (milliseconds / 5) + 2);
        Assert.True(await follower.NextAsync(default).WaitAsync(Patience.Long) > 0);
        Assert.NotEqual(0, Volatile.Read(ref looks));
    }
}
