using Graph.Api.Server;
using Graph.Api.Server.Errors;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Privacy;

namespace Graph.Api.Users.Security;

/// <summary>Makes the addresses of copies of data, and serves each of them once.</summary>
public sealed class ExportAddress(IHttpContextAccessor http)
{
    private const string Path = "/exports/";

    public string Of(string token) => http.HttpContext is { Request: var request }
        ? $"{(request.IsHttps || request.Scheme == "wss" ? "https" : "http")}://{request.Host}{request.PathBase}{Path}{token}"
        : Path + token;

    public static void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet(Path + "{token}", ServeAsync);

    private static async Task ServeAsync(string token, HttpContext http, DataExports exports, AnonymousQueue anonymous, GraphLimits limits)
    {
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        UserId? found;
        try
        {
            // A stranger may have made the token up, so this waits in the queue of callers who are not signed in.
            using var turn = limits.Enabled
                ? await anonymous.EnterAsync(http.Connection.RemoteIpAddress?.ToString(), http.RequestAborted)
                : null;
            found = await exports.OpenAsync(token);
        }
        catch (GraphError)
        {
            http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
            http.Response.Headers.RetryAfter = "1";
            return;
        }

        if (found is not { } user)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.Headers.ContentDisposition = "attachment; filename=\"my-data.json\"";
        await exports.WriteAsync(user, http.Response.Body, http.RequestAborted);
    }
}
