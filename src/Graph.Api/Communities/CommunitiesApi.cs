using Graph.Api.Demo;
using Graph.Api.Server;
using Graph.Api.Server.Relay;
using Graph.Domain.Communities;

namespace Graph.Api.Communities;

/// <summary>The services, node types and sample operations that the module Communities adds to the API.</summary>
public sealed class CommunitiesApi : IApiModule
{
    public string SampleOperations =>
        """
        # Communities that invest, with what their members hold together, and the fund that they hold.
        query InvestTogether {
          communities(where: { search: "攒钱" }, first: 3) {
            nodes {
              id name memberCount viewerIsMember goal { target { amount } deadline } invested { amount }
              fund { id displayName kind sevenDayYield viewerCanSubscribe { code } communities(first: 3) { nodes { name invested { amount } } } }
            }
          }
          viewer { holdings(first: 3) { nodes { fund { code } orders(first: 3) { nodes { status orderedAmount { amount } community { name } } } } } }
        }
        """;

    public void Register(WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<CommunityLoaders>();
        builder.Services.AddScoped<CommunityInsightLoaders>();
        builder.Services.AddSingleton<IDemoPart, CommunitiesDemo>();
    }

    public void AddNodes(NodeSources nodes) => nodes
        .AddPublic<CommunityId, CommunityLoaders>((communities, id) => communities.ById.Load(id, found => (INode?)found))
        .Add<JoinRequestId, CommunityLoaders>((communities, id) => communities.Requests.Load(id, found => (INode?)found));
}
