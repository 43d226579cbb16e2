using Graph.Api.Server;
using Graph.Api.Server.Relay;
using Graph.Domain.Feed;

namespace Graph.Api.Feed;

/// <summary>The services and node types that the module Feed adds to the API.</summary>
public sealed class FeedApi : IApiModule
{
    public void Register(WebApplicationBuilder builder) => builder.Services.AddScoped<FeedLoaders>();

    public void AddNodes(NodeSources nodes) => nodes
        .Add<ActivityId, FeedLoaders>((feed, id) => feed.Activities.Load(id, found => (INode?)found))
        .Add<NotificationId, FeedLoaders>((feed, id) => feed.Notifications.Load(id, found => (INode?)found));
}
