using Graph.Domain.Friendships;
using Graph.Domain.Friendships.Finding;
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
    /// those twelve; the viewer, from whom it came, takes no place.
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
    /// A search from one side alone, in the program, finds the same distances, when some people hide their friends and each viewer
    /// has blocked some. With <paramref name="hubs"/> friends of most people the rings have more people than one query asks for.
    /// </summary>
    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(3, 40)]
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
        HashSet<int> shy = [.. Enumerable.Range(0, 12).Select(_ => random.Next(60))];
        List<UserId> hiding = [.. shy.Select(person => people[person])];
        await database.Units.WriteAsync(db => db.Set<User>().Where(u => hiding.Contains(u.Id)).ExecuteUpdateAsync(set => set.SetProperty(u => u.FriendsSeeFriends, false)));
        var (farthest, blocks) = (0, new HashSet<(int, int)>());
        for (var viewer = 0; viewer < 60; viewer += 6)
        {
            // Friends could not be blocked here, because nobody has counted them.
            List<int> blocked = [.. Enumerable.Range(0, 60).Where(person => person != viewer && person % 5 == 3 && !friends.Contains((Math.Min(person, viewer), Math.Max(person, viewer)))).Take(4)];
            foreach (var person in blocked)
            {
                await database.Get<Blocks>().BlockAsync(people[viewer], people[person]);
                blocks.UnionWith([(viewer, person), (person, viewer)]);
            }

            var found = await database.Units.ReadAsync(db => Distances.FromAsync(db, people[viewer], people, Distances.Max, default));
            Assert.Equal(
                Plain(viewer).Select(row => (people[row.Key], row.Value)).OrderBy(row => row.Item1.Value),
                found.Select(row => (row.Key, row.Value)).OrderBy(row => row.Key.Value));
            farthest = Math.Max(farthest, found.Values.Max());
        }

        Assert.True(farthest > 4, "Everybody is near.");

        Dictionary<int, int> Plain(int viewer)
        {
            var (distances, ring) = (new Dictionary<int, int> { [viewer] = 0 }, new List<int> { viewer });
            for (var distance = 1; distance <= Distances.Max; distance++)
            {
                ring = [.. ring.Where(person => person == viewer || !shy.Contains(person))
                    .SelectMany(person => friends.Where(pair => pair.Item1 == person || pair.Item2 == person).Select(pair => pair.Item1 + pair.Item2 - person))
                    .Distinct().Where(person => !blocks.Contains((viewer, person)) && distances.TryAdd(person, distance))];
            }

            return distances;
        }
    }

    /// <summary>A step has no place for the person through whom the path goes, and one friendship joins both sides.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task A_friendship_between_both_sides_counts_though_a_step_was_too_large(int distance)
    {
        await using var database = await TestDatabase.CreateAsync();
        async Task<List<UserId>> PeopleAsync(int count)
        {
            var people = new List<UserId>();
            for (var i = 0; i < count; i++)
            {
                people.Add(await database.PersonAsync(RealNameLevel.None));
            }

            return people;
        }

        // A chain, in which everybody but the first and the last has eight further friends.
        var chain = await PeopleAsync(distance + 1);
        await FriendsAsync(database, [.. chain.Zip(chain.Skip(1))]);
        foreach (var person in chain[1..^1])
        {
            await FriendsAsync(database, [.. (await PeopleAsync(8)).Select(other => (person, other))]);
        }

        var found = await database.Units.ReadAsync(db => Distances.FromAsync(db, chain[0], [chain[^1]], Distances.Max, default, mostPeople: 10));
        Assert.Equal(distance, found.GetValueOrDefault(chain[^1]));
        var few = await database.Units.ReadAsync(db => Distances.FromAsync(db, chain[0], [chain[^1]], Distances.Max, default, mostPeople: 2));
        Assert.True(few.GetValueOrDefault(chain[^1], distance) == distance, "A path that is not there.");
        Assert.True(distance > 3 || few.Count == 1, "Two friends of each side are friends.");
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
        Assert.InRange(part.Counts[first], 45, 50);
    }

    private static async Task FriendsAsync(TestDatabase database, IReadOnlyCollection<(UserId One, UserId Other)> pairs)
    {
        await database.Units.WriteAsync(db =>
        {
            foreach (var (owner, friend) in pairs.SelectMany(pair => new[] { pair, (pair.Other, pair.One) }))
            {
                db.Set<Friendship>().Add(Friendship.Begin(new FriendshipId(database.Clock.NewGuid()), owner, friend, database.Clock.UtcNow()));
            }

            return Task.FromResult(true);
        });
        await database.Units.WriteAsync(db => db.Set<User>().ExecuteUpdateAsync(set =>
            set.SetProperty(u => u.FriendCount, u => db.Set<Friendship>().LongCount(f => f.OwnerId == u.Id))));
    }
}
