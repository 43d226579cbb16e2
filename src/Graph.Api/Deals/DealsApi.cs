using Graph.Api.Deals.Merchants;
using Graph.Api.Deals.Orders;
using Graph.Api.Ledger;
using Graph.Api.Server;
using Graph.Api.Server.Relay;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Deals.Orders;

namespace Graph.Api.Deals;

/// <summary>What deals bring to the API.</summary>
public sealed class DealsApi : IApiModule
{
    public void Register(WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<DealLoaders>();
        builder.Services.AddScoped<ITransactionSubjectSource, OrderSubjects>();
        builder.Services.AddScoped<IBusinessSource, MerchantBusinesses>();
    }

    public void AddNodes(NodeSources nodes) => nodes
        .AddPublic<MerchantId, DealLoaders>((deals, id) => deals.Merchants.Load(id, found => (INode?)found))
        .AddPublic<ShopId, DealLoaders>((deals, id) => deals.Shops.Load(id, found => (INode?)found))
        .AddPublic<DealId, DealLoaders>((deals, id) => deals.Deals.Load(id, found => (INode?)found))
        .AddPublic<GroupBuyId, DealLoaders>((deals, id) => deals.Groups.Load(id, found => (INode?)found))
        .Add<OrderId, DealLoaders>((deals, id) => deals.Orders.Load(id, found => (INode?)found));
}
