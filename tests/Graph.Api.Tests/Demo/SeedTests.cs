using Graph.Api.Demo;
using Graph.Api.Tests.Hosting;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Demo;

/// <summary>A server of its own, because others count who is there.</summary>
public sealed class SeededServer : GraphServer;

public sealed class SeedTests(SeededServer server) : Scenario(server), IClassFixture<SeededServer>
{
    /// <summary>
    /// Lists show the latest friendship first. When all began at once, they are in the order of handles, and each page sorts all of them.
    /// </summary>
    [Fact]
    public async Task Seeded_people_become_friends_one_after_the_other_after_they_signed_up()
    {
        Assert.Equal(0, await server.Services.GetRequiredService<Seed>().RunAsync(60));
        var after = DateTime.UtcNow;
        var sides = await server.Services.GetRequiredService<Units>().ReadAsync(db => (
            from side in db.Set<Friendship>()
            join owner in db.Set<User>() on side.OwnerId equals owner.Id
            select new { side.OwnerId, side.FriendId, side.Since, owner.JoinedAt }).ToListAsync());
        Assert.NotEmpty(sides);
        Assert.All(sides, side =>
        {
            Assert.InRange(side.Since, side.JoinedAt, after);
            Assert.Contains(sides, other => other.OwnerId == side.FriendId && other.FriendId == side.OwnerId && other.Since == side.Since);
        });

        // What a cursor holds is compared with what is stored, to the microsecond.
        Assert.All(sides, side => Assert.Equal(Time.CutToMicroseconds(side.Since), side.Since));
        Assert.True(sides.DistinctBy(side => side.Since).Count() > sides.Count / 4);
    }
}
