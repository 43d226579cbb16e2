using Graph.Domain.Friendships;
using Graph.Domain.Friendships.Finding;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Friendships;

/// <summary>Friendships and blockings at once from both sides: counts and rows agree in the end.</summary>
public sealed class PeopleTests
{
    [Fact]
    public async Task Whatever_both_do_at_once_sides_and_counts_agree()
    {
        await using var database = await TestDatabase.CreateAsync();
        var people = new List<UserId>();
        for (var i = 0; i < 6; i++)
        {
            people.Add(await database.PersonAsync(RealNameLevel.None));
        }

        var (friends, blocks) = (database.Get<Friends>(), database.Get<Blocks>());
        var random = new Random(7);
        var acts = Enumerable.Range(0, 240).Select(_ =>
        {
            var one = random.Next(people.Count);
            var other = (one + 1 + random.Next(people.Count - 1)) % people.Count;
            var (by, with, what) = (people[one], people[other], random.Next(8));
            return (Func<Task>)(() => what switch
            {
                0 => blocks.BlockAsync(by, with),
                1 => blocks.UnblockAsync(by, with),
                2 => friends.RemoveAsync(by, with),
                _ => friends.SendRequestAsync(by, with, null),
            });
        });
        await Parallel.ForEachAsync(acts, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (act, _) =>
        {
            try
            {
                await act();
            }
            catch (DomainException refused) when (refused.Errors is [NotFoundError or AlreadyFriendsError])
            {
                // Hidden, or friends already.
            }
        });

        await database.Units.ReadAsync(async db =>
        {
            var sides = await db.Set<Friendship>().ToListAsync();
            Assert.All(sides, side => Assert.Contains(sides, other => other.OwnerId == side.FriendId && other.FriendId == side.OwnerId));
            Assert.All(await db.Set<User>().ToListAsync(), user => Assert.Equal(sides.Count(side => side.OwnerId == user.Id), user.FriendCount));
            var hidden = await db.Set<Block>().ToListAsync();
            Assert.All(hidden, block => Assert.Contains(hidden, other => other.OwnerId == block.OtherId && other.OtherId == block.OwnerId
                && (other.ByOwner || block.ByOwner)));
            Assert.DoesNotContain(sides, side => hidden.Exists(block => block.OwnerId == side.OwnerId && block.OtherId == side.FriendId));
            Assert.DoesNotContain(
                await db.Set<FriendRequest>().Where(r => r.Status == FriendRequestStatus.Pending).ToListAsync(),
                request => hidden.Exists(block => block.OwnerId == request.FromId && block.OtherId == request.ToId));
            return true;
        });
    }

    [Fact]
    public async Task Search_suggestions_and_distance_leave_out_whom_a_blocking_hides()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (me, friend, third) = (await database.PersonAsync(RealNameLevel.None), await database.PersonAsync(RealNameLevel.None), await database.PersonAsync(RealNameLevel.None));
        foreach (var (one, other) in new[] { (me, friend), (friend, third) })
        {
            await database.Get<Friends>().SendRequestAsync(one, other, null);
            await database.Get<Friends>().SendRequestAsync(other, one, null);
        }

        await database.Get<Friends>().ChangeAsync(me, friend, new FriendChange("Buddy", ["a", "b"], false));
        Assert.Equal((2, 1, 2), await SeenAsync());
        await database.Get<Blocks>().BlockAsync(third, me);
        Assert.Equal((1, 0, null), await SeenAsync());
        await database.Get<Blocks>().UnblockAsync(third, me);
        Assert.Equal((2, 1, 2), await SeenAsync());
        Assert.Null(await database.Get<PeopleSearch>().FindByPhoneAsync(me, "13999999999", new Origin(null, null), default));

        Task<(int, int, int?)> SeenAsync() => database.Units.ReadAsync(async db =>
        {
            var (first, last) = PeopleSearch.RangeOf(db, "person ");
            return (
                await PeopleSearch.Find(db, me, first, last).CountAsync(u => u.Id != me),
                await Suggestions.Among(db, me, [.. (await Suggestions.CountAsync(db, me, default)).Counts.Keys], database.Clock.UtcNow()).CountAsync(),
                (await Distances.FromAsync(db, me, [third], Distances.Max, default)).TryGetValue(third, out var distance) ? distance : (int?)null);
        });
    }
}
