using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Graph.Api.Hosting;

/// <summary>
/// Answers `/health/ready`. Requests that come while the database is being asked share its answer, so that strangers who ask all the
/// time take one connection to the database at most.
/// </summary>
public sealed class Readiness(HealthCheckService checks)
{
    private readonly Lock _gate = new();
    private Task<HealthReport>? _running;

    public async Task<IResult> AnswerAsync(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-store, no-cache";
        var report = await ReportAsync();
        return Results.Text(
            report.Status.ToString(), statusCode: report.Status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : null);
    }

    private Task<HealthReport> ReportAsync()
    {
        lock (_gate)
        {
            return _running is { IsCompleted: false } running
                ? running
                : _running = Task.Run(() => checks.CheckHealthAsync(check => check.Tags.Contains("ready")));
        }
    }
}
