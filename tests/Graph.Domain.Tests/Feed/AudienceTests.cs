using Graph.Domain.Feed;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Announcements;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Domain.Tests.Feed;

/// <summary>Who may see a line is the same, asked for one viewer or for a whole audience.</summary>
public sealed class AudienceTests
{
    private const int People = 8;

    [Fact]
    public async Task An_audience_sees_what_each_of_its_viewers_sees()
    {
        var follows = new Follows();
        await using var database = await TestDatabase.CreateAsync(services => services.AddSingleton<IFollowing>(follows));
        var random = new Random(20261127);
        var people = new List<UserId>();
        for (var i = 0; i < People; i++)
        {
            people.Add(await database.PersonAsync(RealNameLevel.None));
        }

        SourceId[] sources = [new(database.Clock.NewGuid()), new(database.Clock.NewGuid())];
        await MakeTiesAsync(database, random, people);
        people.ForEach(viewer => follows.Sources[viewer] = [.. sources.Where(_ => random.Next(2) == 0).Select(source => source.Value)]);
        await database.Units.WriteAsync(db =>
        {
            db.Set<Activity>().AddRange(Enumerable.Range(0, 300).Select(_ => LineOf(database, random, people, sources)));
            return Task.FromResult(0);
        });
        await database.Units.WriteAsync(db => db.Set<Activity>().Where(a => a.Number % 7 == 0)
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.IsWithdrawn, true)));

        await database.Units.ReadAsync(async db =>
        {
            var lines = await db.Set<Activity>().ToListAsync();
            var (seen, expected) = (new HashSet<(UserId, ActivityId)>(), new HashSet<(UserId, ActivityId)>());
            foreach (var viewer in people)
            {
                var followed = await database.Get<Feeds>().SourcesOfAsync(db, viewer, default);
                var visible = await db.Set<Activity>().Where(Activity.VisibleTo(viewer, followed, db)).Select(a => a.Id).ToListAsync();
                expected.UnionWith(visible.Select(line => (viewer, line)));

                // Both ways to look for a page of a feed find the same.
                Assert.Equal(visible.ToHashSet(), await Feeds.Activities(db, viewer, followed, 0).Select(a => a.Id).ToHashSetAsync());
                Assert.Equal(visible.ToHashSet(), await Feeds.ActivitiesOfAll(db, viewer, followed, 0).Select(a => a.Id).ToHashSetAsync());
            }

            // Once each line alone, and once all together.
            var audiences = lines.ConvertAll(line => (line.Id, (IReadOnlyCollection<UserId>)[.. people.Where(viewer =>
                line.SourceId is not { } source || follows.Sources[viewer].Contains(source.Value))]));
            foreach (var audience in audiences)
            {
                seen.UnionWith(await Audience.SeenAsync(db, [audience]));
            }

            Assert.Equal(expected, seen);
            var together = await Audience.SeenAsync(db, audiences);
            together.RemoveWhere(pair => !audiences.Any(audience => audience.Id == pair.Line && audience.Item2.Contains(pair.Viewer)));
            Assert.Equal(expected, together);

            // Of all that the rule tells apart, something is there.
            Assert.Contains(lines, line => line.IsWithdrawn);
            Assert.DoesNotContain(lines, line => line.IsWithdrawn && expected.Any(pair => pair.Item2 == line.Id));
            Assert.Contains(lines, line => line.IsInPerson && expected.Any(pair => pair.Item2 == line.Id));
            Assert.Contains(lines, line => line.SourceId is not null && expected.Any(pair => pair.Item2 == line.Id));
            Assert.Contains(lines, line => line.Kind == ActivityKind.BecameFriends && expected.Any(pair => pair.Item2 == line.Id));
            Assert.True(expected.Count > 100 && expected.Count < lines.Count * People / 2);
            return 0;
        });
    }

    [Fact]
    public async Task Notifications_are_seen_by_their_recipients_alike()
    {
        await using var database = await TestDatabase.CreateAsync();
        var random = new Random(7);
        var people = new List<UserId>();
        for (var i = 0; i < 4; i++)
        {
            people.Add(await database.PersonAsync(RealNameLevel.None));
        }

        await MakeTiesAsync(database, random, people);
        await database.Units.WriteAsync(db =>
        {
            db.Set<Notification>().AddRange(Enumerable.Range(0, 100).Select(i => new Notification
            {
                Id = new NotificationId(database.Clock.NewGuid()),
                Kind = NotificationKind.FriendRequested,
                RecipientId = people[random.Next(people.Count)],
                ActorId = people[random.Next(people.Count)],
                Title = "Something",
                SubjectType = "User",
                SubjectId = people[0].Value,
                IsAboutMoney = random.Next(2) == 0,
                At = database.Clock.UtcNow(),
            }));
            return Task.FromResult(0);
        });
        await database.Units.ReadAsync(async db =>
        {
            var expected = new HashSet<NotificationId>();
            foreach (var viewer in people)
            {
                expected.UnionWith(await Feeds.Notifications(db, viewer).Select(n => n.Id).ToListAsync());
            }

            var all = await db.Set<Notification>().Select(n => n.Id).ToListAsync();
            Assert.Equal(expected, (await Audience.NotificationsAsync(db, all)).Keys.ToHashSet());
            Assert.True(expected.Count < all.Count);
            return 0;
        });
    }

    /// <summary>Friendships and blocks at random; some hide their friends.</summary>
    private static async Task MakeTiesAsync(TestDatabase database, Random random, List<UserId> people)
    {
        var friends = database.Get<Friends>();
        foreach (var one in people)
        {
            foreach (var other in people.Where(other => other.Value.CompareTo(one.Value) > 0))
            {
                switch (random.Next(5))
                {
                    case <= 2:
                        await friends.SendRequestAsync(one, other, null);
                        await friends.SendRequestAsync(other, one, null);
                        break;
                    case 3:
                        await database.Get<Blocks>().BlockAsync(one, other);
                        break;
                }
            }
        }

        var shy = people.Where((_, i) => i % 3 == 0).ToList();
        await database.Units.WriteAsync(db => db.Set<User>().Where(u => shy.Contains(u.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.FriendsSeeFriends, false)));
    }

    private static Activity LineOf(TestDatabase database, Random random, List<UserId> people, SourceId[] sources)
    {
        var source = random.Next(4) == 0 ? sources[random.Next(sources.Length)] : (SourceId?)null;
        return new Activity
        {
            Id = new ActivityId(database.Clock.NewGuid()),
            Kind = random.Next(3) == 0 ? ActivityKind.BecameFriends : ActivityKind.Paid,
            ActorId = people[random.Next(People)],
            OtherId = random.Next(3) == 0 ? null : people[random.Next(People)],
            SourceType = source is null ? null : "Merchant",
            SourceId = source,
            IsInPerson = source is not null && random.Next(2) == 0,
            SubjectType = "User",
            SubjectId = people[0].Value,
            Visibility = (Visibility)random.Next(3),
            At = database.Clock.UtcNow(),
        };
    }

    private sealed class Follows : IFollowing
    {
        public Dictionary<UserId, IReadOnlyList<Guid>> Sources { get; } = [];

        public Task<IReadOnlyList<Guid>> SourcesOfAsync(GraphDb db, UserId viewer, CancellationToken cancellationToken) =>
            Task.FromResult(Sources.GetValueOrDefault(viewer) ?? []);
    }
}
