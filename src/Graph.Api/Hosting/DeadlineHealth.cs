using Graph.Domain.Persistence.Deadlines;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Graph.Api.Hosting;

/// <summary>
/// Reports scheduled work that fails again and again. The program stays ready nevertheless, because requests and the
/// other work are not affected.
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
            $"{all.Count} pieces of work keep failing. "
            + $"The first is {first.Deadline} of {first.Id.Value}, since {first.Since:O}."));
    }
}
