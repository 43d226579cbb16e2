using Graph.Domain.Friendships.Finding;
using Graph.Domain.Shared;
using Graph.Domain.Users.Announcements;
using Graph.Domain.Users.Privacy;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Domain.Friendships;

/// <summary>The module for friendships: requests, friends, blocks, and the search for people.</summary>
public sealed class FriendshipsModule : IFeatureModule
{
    public void Register(IServiceCollection services)
    {
        services.AddSingleton<Friends>();
        services.AddSingleton<Blocks>();
        services.AddSingleton<PeopleSearch>();
        services.AddAnnouncer<FriendshipAnnouncements>();
        services.AddSubject<FriendRequestId>();
        services.AddSingleton<IAccountEnd, FriendshipsEnd>();
        services.AddSingleton<IPersonalData, FriendRequestsData>();
        services.AddSingleton<IPersonalData, FriendsData>();
        services.AddSingleton<IPersonalData, BlocksData>();
    }
}
