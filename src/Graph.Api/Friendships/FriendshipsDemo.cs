using Graph.Api.Demo;
using Graph.Domain.Friendships;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Friendships;

/// <summary>
/// Makes friendships in clusters, and the notes of the first two demo people about others.
/// </summary>
internal sealed class FriendshipsDemo : IDemoPart
{
    private const int ClusterSize = 10;

    public int Place => 10;

    public async Task FillAsync(DemoStage stage)
    {
        var (world, people) = (stage.World, stage.People);
        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.Population.BefriendAsync(Friendships(people, stage.Random));
        await KnowAsync(world, people);
        stage.FriendsOf = (await world.Units.ReadAsync(db => db.Set<Friendship>().ToListAsync()))
            .ToLookup(side => side.OwnerId, side => side.FriendId);
    }

    /// <summary>
    /// Most friendships are within a cluster of ten people, some across clusters. The first two are friends.
    /// </summary>
    private static HashSet<(UserId, UserId)> Friendships(List<Inhabitant> people, Random random)
    {
        var pairs = new HashSet<(UserId, UserId)>();
        for (var i = 0; i < people.Count; i++)
        {
            for (var j = i + 1; j < people.Count; j++)
            {
                var isSameCluster = i / ClusterSize == j / ClusterSize;
                if ((i, j) == (0, 1) || random.NextDouble() < (isSameCluster ? 0.6 : 0.03))
                {
                    pairs.Add((people[i].Id, people[j].Id));
                }
            }
        }

        return pairs;
    }

    /// <summary>The first two people make notes about each other, and the first one blocks somebody.</summary>
    private static async Task KnowAsync(DemoWorld world, List<Inhabitant> people)
    {
        await world.Friends.ChangeAsync(people[0].Id, people[1].Id, new FriendChange("阿芳", ["同事", "badminton"], null));
        await world.Friends.ChangeAsync(people[1].Id, people[0].Id, new FriendChange("明哥", ["同事"], null));
        await world.Blocks.BlockAsync(people[0].Id, people[59].Id);
    }
}
