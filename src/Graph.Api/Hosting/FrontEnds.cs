using Microsoft.AspNetCore.Cors.Infrastructure;

namespace Graph.Api.Hosting;

/// <summary>Which pages of other origins may call the API from a browser.</summary>
internal static class FrontEnds
{
    /// <summary>
    /// Those in `Cors__Origins__0`, `Cors__Origins__1` …; in Development also every page of this machine, where dev servers
    /// run. Tokens travel in a header, never in a cookie, so that no page gains anything by a visitor's browser.
    /// </summary>
    public static void AllowFrontEnds(this CorsPolicyBuilder policy, IConfiguration configuration, bool isDevelopment)
    {
        var origins = configuration.GetSection("Cors:Origins").Get<string[]>() ?? [];
        policy
            .SetIsOriginAllowed(origin => origins.Contains(origin) || (isDevelopment && new Uri(origin).IsLoopback))
            .WithMethods("GET", "POST")
            .AllowAnyHeader()
            .WithExposedHeaders("X-Request-Id")
            .SetPreflightMaxAge(TimeSpan.FromHours(1));
    }
}
