using Graph.Api.Demo;
using Graph.Api.Ledger;
using Graph.Api.Server;
using Graph.Api.Server.Relay;
using Graph.Domain.Payments.Requests;

namespace Graph.Api.Payments;

/// <summary>The services and node types that the module Payments adds to the API.</summary>
public sealed class PaymentsApi : IApiModule
{
    public void Register(WebApplicationBuilder builder)
    {
        if (!builder.Configuration.ReadValue("Sandbox:Enabled", builder.Environment.IsDevelopment()))
        {
            throw new SettingsException(
                "This version can only use the embedded test bank. To accept that, set Sandbox__Enabled=true.");
        }

        builder.Services.AddScoped<PaymentLoaders>();
        builder.Services.AddSingleton<IDemoPart, TopUpsDemo>();
        builder.Services.AddSingleton<IDemoPart, PaymentsDemo>();
        builder.Services.AddScoped<ITransactionSubjectSource, PaymentSubjects>();
    }

    public void AddNodes(NodeSources nodes) => nodes
        .Add<PaymentRequestId, PaymentLoaders>((payments, id) => payments.Requests.Load(id, found => (INode?)found))
        .Add<BillId, PaymentLoaders>((payments, id) => payments.Bills.Load(id, found => (INode?)found));
}
