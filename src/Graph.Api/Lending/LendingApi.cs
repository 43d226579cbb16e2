using System.Globalization;
using Graph.Api.Demo;
using Graph.Api.Ledger;
using Graph.Api.Server;
using Graph.Api.Server.Relay;
using Graph.Domain.Lending.Guarantees;
using Graph.Domain.Lending.Loans;
using Graph.Domain.Lending.Plans;
using Graph.Domain.Lending.Trust;

namespace Graph.Api.Lending;

/// <summary>The services, node types and sample operations that the module Lending adds to the API.</summary>
public sealed class LendingApi : IApiModule
{
    public string SampleOperations =>
        """
        # What a loan would cost before anybody is asked; then your loans, guarantees and trust lines.
        query Lending {
          loanPlan(principal: { amount: "3000" }, annualRate: "0.06", months: 6, repayment: EQUAL_INSTALLMENTS) {
            totalInterest { amount } effectiveAnnualRate rateCap
            schedule { number dueOn principal { amount } interest { amount } }
          }
          viewer {
            loans(first: 10) {
              nodes {
                id status principal { amount } annualRate term { months repayment } lender { displayName } borrower { displayName }
                outstanding { amount } dueNow { amount } nextDueOn viewerCanAnswer
                schedule { number dueOn principal { amount } interest { amount } paid { amount } status }
                guarantors { guarantor { displayName } share { amount } status owed { amount } }
              }
            }
            guarantees(first: 5) { nodes { id status share { amount } owed { amount } loan { borrower { displayName } } } }
            trustLines(direction: GIVEN) { nodes { to { displayName } limit { amount } available { amount } } }
            trustScore { value band parts { name points outOf } }
            friends(first: 5) { nodes { displayName trustBand trust { direct { amount } reachable { amount } via { displayName } } } }
          }
        }
        """;

    public void Register(WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<LoanLoaders>();
        builder.Services.AddSingleton<IDemoPart, LoanHistoryDemo>();
        builder.Services.AddSingleton<IDemoPart, LendingDemo>();
        builder.Services.AddScoped<ITransactionSubjectSource, LendingSubjects>();
        builder.Services.AddSingleton(new PrimeRates(Later(builder.Configuration.GetSection("Lending:PrimeRates"))));
    }

    public void AddNodes(NodeSources nodes) => nodes
        .Add<LoanId, LoanLoaders>((loans, id) => loans.Loans.Load(id, found => (INode?)found))
        .Add<GuaranteeId, LoanLoaders>((loans, id) => loans.GuaranteesById.Load(id, found => (INode?)found))
        .Add<TrustLineId, LoanLoaders>((loans, id) => loans.Lines.Load(id, found => (INode?)found));

    /// <summary>Reads the prime rates that were published after this version: each a day and a fraction.</summary>
    private static IEnumerable<PrimeRate> Later(IConfigurationSection section)
    {
        foreach (var entry in section.GetChildren())
        {
            var parts = entry.Value?.Split(' ') ?? [];
            yield return parts.Length == 2
                && DateOnly.TryParseExact(parts[0], "O", out var from)
                && decimal.TryParse(parts[1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var fraction)
                && AnnualRate.TryFromDecimal(fraction, out var rate)
                    ? new PrimeRate(from, rate)
                    : throw new SettingsException(
                        $"Lending__PrimeRates__{entry.Key}={entry.Value} is not a day and a rate. Write Lending__PrimeRates__0=\"2025-05-20 0.03\".");
        }
    }
}
