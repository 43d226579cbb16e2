using Graph.Domain.Communities.Investing;
using Graph.Domain.Friendships;
using Graph.Domain.Funds;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Shared;
using Graph.Domain.Users.Announcements;
using Graph.Domain.Users.Privacy;
using Graph.Domain.Users.RealNames;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Domain.Communities;

/// <summary>The module for communities: their members and roles, requests, invitations, goals, and what members invest together.</summary>
public sealed class CommunitiesModule : IFeatureModule
{
    public void Register(IServiceCollection services)
    {
        services.AddSingleton<CommunityRegister>();
        services.AddSingleton<Memberships>();
        services.AddSingleton<CommunityModeration>();
        services.AddSingleton<IFollowing, JoinedCommunities>();
        services.AddSingleton<CommunitiesEnd>();
        services.AddSingleton<IAccountEnd>(provider => provider.GetRequiredService<CommunitiesEnd>());
        services.AddSingleton<ILevelLoss>(provider => provider.GetRequiredService<CommunitiesEnd>());
        services.AddSingleton<IPersonalData, CommunitiesData>();
        services.AddSingleton<IPersonalData, CommunityOrdersData>();
        services.AddDeadline<CommunityInvestments>();
        services.AddSingleton<ILedgerRule, CommunityInvestmentRule>();
        services.AddSingleton<IReaction<HoldersCounted>, CommunityHolderCounts>();
        services.AddSingleton<IReaction<BlockBegan>, BlockedInvitations>();
        services.AddAnnouncer<CommunityAnnouncements>();
        services.AddSubject<CommunityId>();
        services.AddSubject<JoinRequestId>();
    }
}
