using Graph.Domain.Persistence.Deadlines;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Graph.Api.Hosting;

/// <summary>
/// Reports work that keeps failing. The program is ready all the same: it serves, and the rest of the work goes on.
/// </summary>
public sealed class DeadlineHealth(DeadlineFailures failures) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var all = failures.All;
        if (all.Count == 0)
        {
            return Task.FromResult(HealthCheckResult.Healthy());
        }

        var first = all.MinBy(failure => failure.Since)!;
        return Task.FromResult(HealthCheckResult.Degraded(
            $"{all.Count} pieces of work keep failing; the first, {first.Deadline} of {first.Id.Value}, since {first.Since:O}."));
    }
}
