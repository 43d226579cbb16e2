using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Domain.Feed;

/// <summary>What the feed brings: it stores whatever other features announce, and names none of them.</summary>
public sealed class FeedModule : IFeatureModule
{
    public void Register(IServiceCollection services) => services
        .AddSingleton<AnnouncedSubjects>()
        .AddSingleton(typeof(IReaction<>), typeof(AnnouncementStore<>))
        .AddSingleton<Feeds>();
}
