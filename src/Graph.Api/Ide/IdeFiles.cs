using Graph.Api.Server.Http;
using Graph.Domain.Persistence;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace Graph.Api.Ide;

/// <summary>
/// Serves the IDE Banana Cake Pop at `/graphql/` from files beside the program. It fetches nothing from other servers
/// and sends no telemetry. Its service worker is replaced by an empty one, because it reloads pages and loses responses.
/// </summary>
public static class IdeFiles
{
    private const string Path = "/graphql";

    /// <summary>
    /// The IDE loads its own files and talks to this server only. Its editor compiles its validators at run time, and both
    /// it and its menus write styles into the page.
    /// </summary>
    private const string Policy =
        "default-src 'none'; script-src 'self' 'unsafe-eval'; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; "
        + "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>The page asks for a service worker. Without one, the console of the browser shows an error at each visit.</summary>
    private const string EmptyWorker = "// This page has no service worker: it works without one.";

    /// <summary>The cookie that the page sets when a person closes its banner about another product of its maker.</summary>
    private const string NoBanner = $"chillicream_bcp_legacy_info_shown=true; Path={Path}; SameSite=Lax";

    public static void UseIde(this WebApplication app)
    {
        var settings = app.Services.GetRequiredService<IdeSettings>();
        if (!settings.Enabled)
        {
            return;
        }

        var folder = System.IO.Path.Combine(AppContext.BaseDirectory, "ide");
        var isThere = File.Exists(System.IO.Path.Combine(folder, "index.html"));
        app.UseWhen(IsReader, branch => branch.Run(http =>
        {
            http.Response.Redirect(Path + "/");
            return Task.CompletedTask;
        }));
        app.UseWhen(IsForIde, branch =>
        {
            branch.Use(AnswerConfigAsync);
            if (isThere)
            {
                branch.UseFilesOf(folder);
            }

            branch.Run(http => isThere
                ? Results.NotFound().ExecuteAsync(http)
                : Results.Content(HowToGetIt, "text/html; charset=utf-8").ExecuteAsync(http));
        });
    }

    /// <summary>Whether a browser opens the page `/graphql`. It is redirected to the IDE.</summary>
    private static bool IsReader(HttpContext http) =>
        HttpMethods.IsGet(http.Request.Method)
        && !http.WebSockets.IsWebSocketRequest
        && http.Request.Path == Path
        && !http.Request.Query.ContainsKey("query")
        && MediaTypes.Accepts(http.Request, MediaTypes.Html);

    /// <summary>
    /// Whether the request is for the IDE: for a file below `/graphql/`, or for its page if the client accepts HTML.
    /// All other requests, including WebSockets, are for the API.
    /// </summary>
    private static bool IsForIde(HttpContext http) =>
        HttpMethods.IsGet(http.Request.Method)
        && !http.WebSockets.IsWebSocketRequest
        && http.Request.Path.StartsWithSegments(Path, out var rest) && rest.HasValue
        && (rest != "/" || MediaTypes.Accepts(http.Request, MediaTypes.Html));

    private static Task AnswerConfigAsync(HttpContext http, RequestDelegate next)
    {
        // Routing has already chosen the API. Clear that, because static files are not served when an endpoint is
        // chosen.
        http.SetEndpoint(null);
        http.Response.Headers.ContentSecurityPolicy = Policy;
        if (http.Request.Path == Path + "/service-worker.js")
        {
            return Results.Text(EmptyWorker, "text/javascript; charset=utf-8").ExecuteAsync(http);
        }

        if (http.Request.Path == Path + "/bcp-config.json")
        {
            return WriteConfigAsync(http);
        }

        http.Response.Headers.SetCookie = NoBanner;
        return next(http);
    }

    private static void UseFilesOf(this IApplicationBuilder branch, string folder)
    {
        var files = new PhysicalFileProvider(folder);
        var types = new FileExtensionContentTypeProvider();
        types.Mappings[".webmanifest"] = "application/manifest+json";
        branch.UseDefaultFiles(new DefaultFilesOptions { FileProvider = files, RequestPath = Path });
        branch.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            RequestPath = Path,
            ContentTypeProvider = types,

            // The file of the licence has no extension, but it must be served too.
            ServeUnknownFileTypes = true,
            DefaultContentType = "text/plain; charset=utf-8",
        });
    }

    private static async Task WriteConfigAsync(HttpContext http)
    {
        var db = http.RequestServices.GetRequiredService<GraphDb>();
        var clock = http.RequestServices.GetRequiredService<TimeProvider>();
        await Results.Json(new
        {
            title = "The social finance graph",
            useBrowserUrlAsEndpoint = true,
            includeCookies = false,
            useGet = false,
            disableTelemetry = true,
            graphQLDocument = SampleDocument.Text,
            variables = await SampleDocument.VariablesAsync(db, clock, http.RequestAborted),
            httpHeaders = new { Authorization = "Bearer " },
        }).ExecuteAsync(http);
    }

    private const string HowToGetIt =
        """
        <!doctype html><html lang="en"><meta charset="utf-8"><title>GraphQL IDE</title>
        <body style="font-family: sans-serif; max-width: 40em; margin: 4em auto">
        <h1>The API is up; its IDE is not here</h1>
        <p>Banana Cake Pop is fetched by npm when the project is built, and npm was not found then.
        Install Node.js with npm, run <code>dotnet build</code> again, and start the server anew.</p>
        <p>The API answers at <code>/graphql</code> either way: POST JSON to it.</p>
        """;
}
