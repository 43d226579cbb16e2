using Graph.Api.Ide;

namespace Graph.Api.Hosting;

/// <summary>What browsers may do with our responses.</summary>
internal static class SecurityHeaders
{
    /// <summary>
    /// Nothing is guessed about types, and nothing is shown in a frame. A response of the API is no page, so it may load
    /// nothing. <see cref="IdeFiles"/> allows its own page what that needs.
    /// </summary>
    public static void UseSecurityHeaders(this WebApplication app) => app.Use((http, next) =>
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        return next(http);
    });
}
