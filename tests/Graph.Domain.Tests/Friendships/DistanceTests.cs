using Graph.Domain.Friendships;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

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

        Task BefriendAsync(UserId one, UserId other) => FriendsAsync(database, [(one, other)]);
    }

    /// <summary>
    /// A search from one side alone, in the program, finds the same distances, when some people hide their friends and the viewer
    /// has blocked others. With <paramref name="hubs"/> friends of most people the rings have more people than one query asks for.
    /// </summary>
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(3, 80)]
    public async Task Distances_are_those_of_a_plain_search(int seed, int hubs)
    {
        await using var database = await TestDatabase.CreateAsync();
        var (random, people) = (new Random(seed), new List<UserId>());
        for (var i = 0; i < 60 + hubs; i++)
        {
            people.Add(await database.PersonAsync(RealNameLevel.None));
        }

        // Those of whom most know each other, and chains of the others.
        var pairs = new HashSet<(int, int)>();
        for (var i = 0; i < 60; i++)
        {
            pairs.Add((i, random.Next(3) > 0 ? Math.Max(0, i - 1) : random.Next(60)));
        }

        for (var i = 60; i < people.Count; i++)
        {
            pairs.UnionWith(Enumerable.Range(0, 4).Select(_ => (i, random.Next(40, 60))));
        }

        var friends = pairs.Where(pair => pair.Item1 != pair.Item2)
            .Select(pair => (Math.Min(pair.Item1, pair.Item2), Math.Max(pair.Item1, pair.Item2))).Distinct().ToList();
        await FriendsAsync(database, [.. friends.Select(pair => (people[pair.Item1], people[pair.Item2]))]);
        var (viewer, shy, blocked) = (random.Next(60), random.Next(60), random.Next(60));
        var hidden = people[shy];
        await database.Units.WriteAsync(db => db.Set<User>().Where(u => u.Id == hidden).ExecuteUpdateAsync(set => set.SetProperty(u => u.FriendsSeeFriends, false)));
        if (blocked != viewer)
        {
            await database.Get<Blocks>().BlockAsync(people[viewer], people[blocked]);
        }

        var found = await database.Units.ReadAsync(db => Distances.FromAsync(db, people[viewer], people, Distances.Max, default));
        Assert.Equal(
            Plain().Select(row => (people[row.Key], row.Value)).OrderBy(row => row.Item1.Value),
            found.Select(row => (row.Key, row.Value)).OrderBy(row => row.Key.Value));
        Assert.True(found.Values.Max() > 3, "Everybody is near.");

        Dictionary<int, int> Plain()
        {
            var (distances, ring) = (new Dictionary<int, int> { [viewer] = 0 }, new List<int> { viewer });
            for (var distance = 1; distance <= Distances.Max; distance++)
            {
                ring = [.. ring.Where(person => person == viewer || person != shy)
                    .SelectMany(person => friends.Where(pair => pair.Item1 == person || pair.Item2 == person).Select(pair => pair.Item1 + pair.Item2 - person))
                    .Distinct().Where(person => (person != blocked || blocked == viewer) && distances.TryAdd(person, distance))];
            }

            return distances;
        }
    }

    /// <summary>Whoever knows very many people is suggested those who are friends of a part of them.</summary>
    [Fact]
    public async Task Shared_friends_are_counted_until_there_are_too_many()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (me, people) = (await database.PersonAsync(RealNameLevel.None), new List<UserId>());
        for (var i = 0; i < 70; i++)
        {
            people.Add(await database.PersonAsync(RealNameLevel.None));
        }

        var (first, second) = (await database.PersonAsync(RealNameLevel.None), await database.PersonAsync(RealNameLevel.None));
        await FriendsAsync(database, [.. people.SelectMany(person => new[] { (me, person), (person, first) }), (people[0], second), (people[0], people[1])]);
        var whole = await database.Units.ReadAsync(db => Suggestions.CountAsync(db, me, default));
        Assert.True(whole.IsWhole);
        Assert.Equal([(first, 70), (second, 1)], whole.Counts.OrderByDescending(row => row.Value).Select(row => (row.Key, row.Value)));
        var part = await database.Units.ReadAsync(db => Suggestions.CountAsync(db, me, default, mostFriendships: 100));
        Assert.False(part.IsWhole);
        Assert.Equal(64, part.Counts[first]);
    }

    private static Task FriendsAsync(TestDatabase database, IReadOnlyCollection<(UserId One, UserId Other)> pairs) => database.Units.WriteAsync(db =>
    {
        foreach (var (owner, friend) in pairs.SelectMany(pair => new[] { pair, (pair.Other, pair.One) }))
        {
            db.Set<Friendship>().Add(Friendship.Begin(new FriendshipId(database.Clock.NewGuid()), owner, friend, database.Clock.UtcNow()));
        }

        return Task.FromResult(true);
    });
}
