using Graph.Api.Demo;
using Graph.Domain.Shared;

namespace Graph.Api.Friendships;

/// <summary>Sends some friend requests to and from the first two demo people, late enough to be still open.</summary>
internal sealed class FriendRequestsDemo : IDemoPart
{
    public int Place => 14;

    public async Task FillAsync(DemoStage stage)
    {
        var people = stage.People;
        foreach (var (from, to) in new[] { (25, 0), (37, 0), (48, 1), (0, 52), (1, 33) })
        {
            try
            {
                await stage.World.Friends.SendRequestAsync(people[from].Id, people[to].Id, "我们认识吗？");
            }
            catch (DomainException)
            {
                // The two became friends already, because the clusters are random.
            }
        }
    }
}
