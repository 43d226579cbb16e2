using Graph.Api.Demo;
using Graph.Api.Deals.Merchants;
using Graph.Api.Deals.Orders;
using Graph.Api.Ledger;
using Graph.Api.Server;
using Graph.Api.Server.Relay;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Deals.Orders;
using Graph.Domain.Deals.Views;

namespace Graph.Api.Deals;

/// <summary>The services, node types and sample operations that the module Deals adds to the API.</summary>
public sealed class DealsApi : IApiModule
{
    public string SampleOperations =>
        """
        # Deals that you can buy around West Lake, the nearest first, with friends who bought them; your orders.
        query Market {
          deals(where: { open: true }, near: { latitude: 30.25, longitude: 120.13, radiusMeters: 5000 }, first: 10) {
            edges {
              distanceMeters nearestShop { name address }
              node {
                id title kind price { amount } listPrice { amount } remaining groupBuy { size price { amount } }
                merchant { displayName viewerFollows } viewerCanBuy { allowed message }
                friendsWhoBought(first: 3) { totalCount nodes { displayName } } sharedByFriends { id displayName }
              }
            }
          }
          viewer { orders(first: 5) { nodes { id status paid { amount } voucherCode deal { title } refund { reason accepted } } } }
        }
        """;

    public void Register(WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<DealLoaders>();
        builder.Services.AddSingleton<IDemoPart, DealsDemo>();
        builder.Services.AddScoped<ITransactionSubjectSource, OrderSubjects>();
        builder.Services.AddScoped<IBusinessSource, MerchantBusinesses>();
        builder.Services.AddSingleton(provider =>
        {
            var limits = provider.GetRequiredService<GraphLimits>();
            return new ViewLimits { Enabled = limits.Enabled, PerAddress = limits.ViewsPerAddress };
        });
    }

    public void AddNodes(NodeSources nodes) => nodes
        .AddPublic<MerchantId, DealLoaders>((deals, id) => deals.Merchants.Load(id, found => (INode?)found))
        .AddPublic<ShopId, DealLoaders>((deals, id) => deals.Shops.Load(id, found => (INode?)found))
        .AddPublic<DealId, DealLoaders>((deals, id) => deals.Deals.Load(id, found => (INode?)found))
        .AddPublic<GroupBuyId, DealLoaders>((deals, id) => deals.Groups.Load(id, found => (INode?)found))
        .Add<OrderId, DealLoaders>((deals, id) => deals.Orders.Load(id, found => (INode?)found));
}
