using Graph.Api.Server.Http;
using Graph.Domain.Persistence;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace Graph.Api.Ide;

/// <summary>
/// Banana Cake Pop at `/graphql/`, from files beside the program: nothing is fetched from elsewhere, and it reports
/// nothing. Its service worker is left out, because it reloads pages and loses responses.
/// </summary>
public static class IdeFiles
{
    private const string Path = "/graphql";

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

    /// <summary>A browser that opens `/graphql` to read is sent to the IDE.</summary>
    private static bool IsReader(HttpContext http) =>
        HttpMethods.IsGet(http.Request.Method)
        && !http.WebSockets.IsWebSocketRequest
        && http.Request.Path == Path
        && !http.Request.Query.ContainsKey("query")
        && MediaTypes.Accepts(http.Request, MediaTypes.Html);

    /// <summary>Files below `/graphql/`, and its page for who reads HTML; the rest, WebSockets too, is for the API.</summary>
    private static bool IsForIde(HttpContext http) =>
        HttpMethods.IsGet(http.Request.Method)
        && !http.WebSockets.IsWebSocketRequest
        && http.Request.Path.StartsWithSegments(Path, out var rest) && rest.HasValue
        && (rest != "/" || MediaTypes.Accepts(http.Request, MediaTypes.Html));

    private static Task AnswerConfigAsync(HttpContext http, RequestDelegate next)
    {
        // Routing has chosen the API already, and static files give way to a choice.
        http.SetEndpoint(null);
        return http.Request.Path == Path + "/bcp-config.json" ? WriteConfigAsync(http) : next(http);
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

            // The licence has no ending, and is served like everything else.
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
            httpHeaders = new { Authorization = "" },
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
