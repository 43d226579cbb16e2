using Graph.Domain.Feed.Following;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.RealNames;
using Graph.Tests.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Domain.Tests.Feed;

/// <summary>One fault of a read does not break the streams of a node. Two, one after the other, do, so that clients come back.</summary>
public sealed class FaultyReadTests
{
    [Fact]
    public async Task After_one_fault_the_log_is_read_again()
    {
        var faults = new Faults(1);
        await using var database = await TestDatabase.CreateAsync(services => services.AddSingleton(faults.Spread));
        using var follower = await ChangedAsync(database);
        Assert.True(await follower.NextAsync(default).WaitAsync(Patience.Long) > 0);
        Assert.Equal(-1, faults.Left);
    }

    [Fact]
    public async Task After_two_faults_streams_break()
    {
        await using var database = await TestDatabase.CreateAsync(services => services.AddSingleton(new Faults(2).Spread));
        using var follower = await ChangedAsync(database);
        var broken = await Assert.ThrowsAsync<InvalidOperationException>(() => follower.NextAsync(default).WaitAsync(Patience.Long));
        Assert.Equal("The log could not be read.", broken.Message);
    }

    private static async Task<ILogFollower> ChangedAsync(TestDatabase database)
    {
        var person = await database.PersonAsync(RealNameLevel.None);
        var follower = await database.Get<FeedTail>().FollowAsync([WalletSpread.Heard], default);
        await database.Units.WriteAsync(db =>
        {
            db.Touch(Topic.WalletOf(person));
            return Task.FromResult(0);
        });
        return follower;
    }

    /// <summary>A read of the log that fails so many times, and is right after that.</summary>
    private sealed class Faults(int times)
    {
        public int Left { get; private set; } = times;

        public IStateSpread Spread => new WalletSpread(() =>
        {
            if (--Left >= 0)
            {
                throw new TimeoutException("The database took too long.");
            }
        });
    }
}
