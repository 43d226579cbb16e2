using Graph.Api.Demo;
using Graph.Api.Server;
using Graph.Api.Server.Relay;
using Graph.Domain.Communities;

namespace Graph.Api.Communities;

/// <summary>The services, node types and sample operations that the module Communities adds to the API.</summary>
public sealed class CommunitiesApi : IApiModule
{
    public void Register(WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<CommunityLoaders>();
        builder.Services.AddSingleton<IDemoPart, CommunitiesDemo>();
    }

    public void AddNodes(NodeSources nodes) => nodes
        .AddPublic<CommunityId, CommunityLoaders>((communities, id) => communities.ById.Load(id, found => (INode?)found))
        .Add<JoinRequestId, CommunityLoaders>((communities, id) => communities.Requests.Load(id, found => (INode?)found));
}
