using Graph.Domain.Friendships;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;

namespace Graph.Domain.Tests.Friendships;

/// <summary>How far a distance is looked for when there are more people on the way than are read.</summary>
public sealed class DistanceTests
{
    private const int Chains = 12;

    /// <summary>
    /// One friend of the viewer has twelve friends, and behind each of them somebody is six steps away. A step reads
    /// those twelve, and the one from whom it came.
    /// </summary>
    [Theory]
    [InlineData(Chains + 1, Chains, Chains)]
    [InlineData(Chains, Chains - 1, Chains)]
    [InlineData(6, 5, 6)]
    public async Task A_step_goes_on_from_as_many_people_as_it_reads(int most, int fewest, int highest)
    {
        await using var database = await TestDatabase.CreateAsync();
        var (viewer, hub) = (await NextAsync(), await NextAsync());
        await BefriendAsync(viewer, hub);
        var ends = new List<UserId>();
        for (var i = 0; i < Chains; i++)
        {
            var last = hub;
            for (var step = 2; step <= 6; step++)
            {
                var next = await NextAsync();
                await BefriendAsync(last, next);
                last = next;
            }

            ends.Add(last);
        }

        var found = await database.Units.ReadAsync(db => Distances.FromAsync(db, viewer, ends, Distances.Max, default, most));
        Assert.All(found.Values, distance => Assert.Equal(6, distance));
        Assert.InRange(found.Count, fewest, highest);

        Task<UserId> NextAsync() => database.PersonAsync(RealNameLevel.None);

        Task<bool> BefriendAsync(UserId one, UserId other) => database.Units.WriteAsync(db =>
        {
            foreach (var (owner, friend) in new[] { (one, other), (other, one) })
            {
                db.Set<Friendship>().Add(Friendship.Begin(
                    new FriendshipId(database.Clock.NewGuid()), owner, friend, database.Clock.UtcNow()));
            }

            return Task.FromResult(true);
        });
    }
}
