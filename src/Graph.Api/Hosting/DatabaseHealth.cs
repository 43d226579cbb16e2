using Graph.Domain.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Graph.Api.Hosting;

/// <summary>
/// Reports whether the database answers, has the schema of this version, and has the right settings.
/// </summary>
public sealed class DatabaseHealth(IServiceScopeFactory scopes) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GraphDb>();
        var pending = await db.Database.GetPendingMigrationsAsync(cancellationToken);
        if (pending.Any())
        {
            return HealthCheckResult.Unhealthy("The database needs migrations. Run the verb `migrate`.");
        }

        if (await db.FindFaultAsync(cancellationToken) is { } fault)
        {
            return HealthCheckResult.Unhealthy(fault);
        }

        return await SortOrder.IsCurrentAsync(db, cancellationToken)
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded("Names are in the order of another version of ICU. Run the verb `migrate`.");
    }
}
