using Graph.Api.Demo;
using Graph.Api.Server;
using Graph.Api.Server.Relay;
using Graph.Domain.Friendships;

namespace Graph.Api.Friendships;

/// <summary>The services and node types that the module Friendships adds to the API.</summary>
public sealed class FriendshipsApi : IApiModule
{
    public void Register(WebApplicationBuilder builder) => builder.Services
        .AddScoped<FriendshipLoaders>()
        .AddSingleton<IDemoPart, FriendshipsDemo>()
        .AddSingleton<IDemoPart, FriendRequestsDemo>();

    public void AddNodes(NodeSources nodes) => nodes
        .Add<FriendshipId, FriendshipLoaders>((friendships, id) => friendships.Friendships.Load(id, found => (INode?)found))
        .Add<FriendRequestId, FriendshipLoaders>((friendships, id) => friendships.Requests.Load(id, found => (INode?)found));
}
