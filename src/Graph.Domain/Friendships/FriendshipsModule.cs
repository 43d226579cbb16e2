using Graph.Domain.Shared;
using Graph.Domain.Users.Announcements;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Domain.Friendships;

/// <summary>What friendships bring: requests, friends, blocks, and finding people.</summary>
public sealed class FriendshipsModule : IFeatureModule
{
    public void Register(IServiceCollection services)
    {
        services.AddSingleton<Friends>();
        services.AddSingleton<Blocks>();
        services.AddSingleton<PeopleSearch>();
        services.AddAnnouncer<FriendshipAnnouncements>();
        services.AddSubject<FriendRequestId>();
    }
}
