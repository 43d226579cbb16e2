using Microsoft.AspNetCore.Cors.Infrastructure;

namespace Graph.Api.Hosting;

/// <summary>The origins whose pages may call the API from a browser.</summary>
internal static class FrontEnds
{
    /// <summary>
    /// Allows the origins in `Cors__Origins__0`, `Cors__Origins__1` and so on. In Development it also allows every
    /// origin of this machine, for development servers. Tokens are sent in a header and never in a cookie, so that a
    /// foreign page cannot act for a visitor.
    /// </summary>
    public static void AllowFrontEnds(this CorsPolicyBuilder policy, IConfiguration configuration, bool isDevelopment)
    {
        var origins = configuration.GetSection("Cors:Origins").Get<string[]>() ?? [];
        policy
            .SetIsOriginAllowed(origin => origins.Contains(origin) || (isDevelopment && IsLoopback(origin)))
            .WithMethods("GET", "POST")
            .AllowAnyHeader()
            .WithExposedHeaders("X-Request-Id", "Retry-After")
            .SetPreflightMaxAge(TimeSpan.FromHours(1));
    }

    /// <summary>Whether it is an origin of this machine. A page without an origin sends the word `null`.</summary>
    private static bool IsLoopback(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri is { IsLoopback: true, Scheme: "http" or "https" };
}
