using Graph.Api.Server;
using Graph.Api.Server.Errors;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Privacy;

namespace Graph.Api.Users.Security;

/// <summary>Makes the addresses of copies of data, and serves each of them once.</summary>
public sealed class ExportAddress(IHttpContextAccessor http)
{
    private const string Path = "/exports/";

    /// <summary>A file that only this account of the system reads, and that goes with its handle.</summary>
    private static readonly FileStreamOptions Private = MakePrivate();

    public string Of(string token) => http.HttpContext is { Request: var request }
        ? $"{(request.IsHttps || request.Scheme == "wss" ? "https" : "http")}://{request.Host}{request.PathBase}{Path}{token}"
        : Path + token;

    public static void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGet(Path + "{token}", ServeAsync);

    private static FileStreamOptions MakePrivate()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.Asynchronous | FileOptions.DeleteOnClose,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

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

        // The copy is complete before the first byte is sent, so that a slow client holds no connection to the database.
        await using var copy = await CopyAsync(user, token, exports, http.RequestAborted);
        copy.Position = 0;
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.Headers.ContentDisposition = "attachment; filename=\"my-data.json\"";
        http.Response.ContentLength = copy.Length;
        await copy.CopyToAsync(http.Response.Body, http.RequestAborted);
    }

    /// <summary>
    /// Writes the copy to a file of its own. When that fails, the owner can ask for another link at once, but not after hanging up: reading
    /// everything again and again would be too easy.
    /// </summary>
    private static async Task<FileStream> CopyAsync(UserId user, string token, DataExports exports, CancellationToken cancellationToken)
    {
        FileStream? copy = null;
        try
        {
            copy = new FileStream(
                System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"graph-export-{System.IO.Path.GetRandomFileName()}"), Private);
            if (!OperatingSystem.IsWindows())
            {
                // Nothing stays when the process is killed: a file without a name goes with its handle.
                File.Delete(copy.Name);
            }

            await exports.WriteAsync(user, copy, cancellationToken);
            return copy;
        }
        catch
        {
            await (copy?.DisposeAsync() ?? default);
            if (!cancellationToken.IsCancellationRequested)
            {
                await exports.ForgetAsync(token);
            }

            throw;
        }
    }
}
