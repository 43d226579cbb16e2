using Graph.Domain.Payments.Bank;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Graph.Api.Hosting;

/// <summary>
/// Reports contradictions of the bank that no operator has cleared. The service goes on meanwhile.
/// </summary>
public sealed class BankHealth(Contradictions contradictions) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await contradictions.CountAsync() is > 0 and var count
            ? HealthCheckResult.Degraded($"The bank contradicted itself about {count} requests. Run `check-ledger`, ask the bank, and run `clear-bank`.")
            : HealthCheckResult.Healthy();
}
