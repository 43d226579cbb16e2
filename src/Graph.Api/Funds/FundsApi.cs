using System.Globalization;
using Graph.Api.Demo;
using Graph.Api.Funds.Insights;
using Graph.Api.Funds.Orders;
using Graph.Api.Ledger;
using Graph.Api.Server;
using Graph.Api.Server.Relay;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Days;
using Graph.Domain.Funds.Holdings;
using Graph.Domain.Funds.Institutions;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Funds.Standing;

namespace Graph.Api.Funds;

/// <summary>The services, node types and sample operations that the module Funds adds to the API.</summary>
public sealed class FundsApi : IApiModule
{
    public string SampleOperations =>
        """
        # Funds with their yields, whether you may invest, and what you hold.
        query Funds {
          funds(first: 10) {
            nodes {
              id code displayName kind riskGrade minimum { amount } netAssetValue valueDate incomePer10k sevenDayYield
              instantRemaining { amount } viewerCanSubscribe { allowed code message } institution { name verified }
              friendsInvested(first: 3) { nodes { displayName } }
            }
          }
          viewer {
            riskTolerance
            redeemFirst { displayName instantRemaining { amount } }
            autoInvest { fund { displayName } floor { amount } nextAt pausedSince pauseReason }
            investmentPlans { fund { displayName } monthlyAmount { amount } dayOfMonth nextAt pausedSince pauseReason }
            portfolio { value { amount } gain { amount } yesterdayGain { amount } byKind { kind value { amount } } }
            holdings(first: 10) {
              nodes {
                id units value { amount } cost { amount } gain { amount } yesterdayGain { amount } annualisedReturn
                fund { displayName }
                orders(first: 3) { nodes { side status orderedAmount { amount } units fee { amount } settlesOn viewerCanCancel } }
              }
            }
          }
        }
        """;

    public void Register(WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<FundLoaders>();
        builder.Services.AddSingleton<IDemoPart, FundOpeningsDemo>();
        builder.Services.AddScoped<InsightLoaders>();
        builder.Services.AddSingleton<IDemoPart, FundsDemo>();
        builder.Services.AddSingleton<IDemoPart, FundOrdersDemo>();
        builder.Services.AddScoped<ITransactionSubjectSource, FundOrderSubjects>();
        builder.Services.AddScoped<IBusinessSource, FundBusinesses>();
        builder.Services.AddSingleton(new FundSettings
        {
            CorrectionTime = CorrectionTime(builder.Configuration["Funds:CorrectionTime"]),
            MaxLateDays = builder.Configuration.ReadValue("Funds:MaxLateDays", new FundSettings().MaxLateDays),
        });
        builder.Services.AddHostedService<CalendarNotice>();
        builder.Services.AddSingleton(new ExchangeCalendar([.. ClosedDays(builder.Configuration.GetSection("Funds:ClosedDays"))]));
    }

    public void AddNodes(NodeSources nodes) => nodes
        .AddPublic<InstitutionId, FundLoaders>((funds, id) => funds.Institutions.Load(id, found => (INode?)found))
        .AddPublic<FundId, FundLoaders>((funds, id) => funds.Funds.Load(id, found => (INode?)found))
        .Add<FundOrderId, FundLoaders>((funds, id) => funds.Orders.Load(id, found => (INode?)found))
        .Add<StandingOrderId, FundLoaders>((funds, id) => funds.StandingOrders.Load(id, found => (INode?)found))
        .Add<HoldingId, FundLoaders>((funds, id) => funds.Holdings.Load(id, found => (INode?)found));

    private static TimeSpan CorrectionTime(string? text) =>
        text is null ? new FundSettings().CorrectionTime
        : TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var time) && time >= TimeSpan.Zero && time < TimeSpan.FromDays(1) ? time
        : throw new SettingsException($"Funds__CorrectionTime={text} is not a time below a day. Write Funds__CorrectionTime=00:30:00.");

    /// <summary>Reads the exchange holidays that were announced after this version: each a day, or two with a slash between.</summary>
    private static IEnumerable<(DateOnly First, DateOnly Last)> ClosedDays(IConfigurationSection section)
    {
        foreach (var entry in section.GetChildren())
        {
            var parts = entry.Value?.Split('/') ?? [];
            yield return parts.Length is 1 or 2
                && DateOnly.TryParseExact(parts[0], "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first)
                && DateOnly.TryParseExact(parts[^1], "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var last)
                && last >= first && last.DayNumber - first.DayNumber < 31
                    ? (first, last)
                    : throw new SettingsException(
                        $"Funds__ClosedDays__{entry.Key}={entry.Value} is not a day or a span of days. Write Funds__ClosedDays__0=\"2027-02-05/2027-02-11\".");
        }
    }
}
