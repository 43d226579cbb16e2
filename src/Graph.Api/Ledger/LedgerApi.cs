using Graph.Api.Server;
using Graph.Api.Server.Relay;
using Graph.Domain.Ledger.Transactions;

namespace Graph.Api.Ledger;

/// <summary>The services and node types that the module Ledger adds to the API.</summary>
public sealed class LedgerApi : IApiModule
{
    public void Register(WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<TransactionLoaders>();
        builder.Services.AddScoped<BusinessLoaders>();
    }

    public void AddNodes(NodeSources nodes) => nodes
        .Add<WalletId, TransactionLoaders>(async (transactions, id) => await transactions.WalletAsync(id))
        .Add<TransactionId, TransactionLoaders>((transactions, id) => transactions.ById.Load(id, found => (INode?)found))
        .AddShared<TransactionId, TransactionLoaders>((transactions, id) => transactions.Shared.Load(id, found => (object?)found));
}
