using Graph.Domain.Feed.Following;
using Graph.Domain.Feed.Retention;
using Graph.Domain.Feed.Waking;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Shared;
using Graph.Domain.Users.Privacy;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Domain.Feed;

/// <summary>
/// The module for the feed. It stores the announcements of all other features, and knows none of them by name.
/// </summary>
public sealed class FeedModule : IFeatureModule
{
    public void Register(IServiceCollection services) => services
        .AddSingleton<AnnouncedSubjects>()
        .AddSingleton(typeof(IReaction<>), typeof(AnnouncementStore<>))
        .AddSingleton<IStateLog, ChangedStates>()
        .AddSingleton<Feeds>()
        .AddSingleton<IAccountEnd, FeedEnd>()
        .AddSingleton<ReadMarks>()
        .AddSingleton<FeedTail>()
        .AddSingleton<ILog>(provider => provider.GetRequiredService<FeedTail>())
        .AddDeadline<ExpiringLog>()
        .AddHostedService<NodeWaking>();
}
