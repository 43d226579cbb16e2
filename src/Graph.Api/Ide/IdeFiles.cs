using System.Text.Json;
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

        app.MapGet(Path + "/bcp-config.json", () => Results.Json(Config()));
        app.MapGet(Path + "/service-worker.js", () => Results.NotFound());
        var folder = System.IO.Path.Combine(AppContext.BaseDirectory, "ide");
        if (!File.Exists(System.IO.Path.Combine(folder, "index.html")))
        {
            // No route: routing takes `/graphql` and `/graphql/` for the same.
            app.UseWhen(IsForIde, branch => branch.Use((HttpContext http, RequestDelegate next) =>
                http.Request.Path == Path + "/"
                    ? Results.Content(HowToGetIt, "text/html; charset=utf-8").ExecuteAsync(http)
                    : next(http)));
            return;
        }

        var files = new PhysicalFileProvider(folder);
        var types = new FileExtensionContentTypeProvider();
        types.Mappings[".webmanifest"] = "application/manifest+json";
        app.UseWhen(IsForIde, branch => branch
            .UseDefaultFiles(new DefaultFilesOptions { FileProvider = files, RequestPath = Path, RedirectToAppendTrailingSlash = false })
            .UseStaticFiles(new StaticFileOptions { FileProvider = files, RequestPath = Path, ContentTypeProvider = types }));
    }

    /// <summary>Below `/graphql/`, not `/graphql` itself: that is the API.</summary>
    private static bool IsForIde(HttpContext http) =>
        HttpMethods.IsGet(http.Request.Method)
        && http.Request.Path.StartsWithSegments(Path, out var rest) && rest.HasValue;

    private static object Config() => new
    {
        title = "The social finance graph",
        useBrowserUrlAsEndpoint = false,
        endpoint = Path,
        includeCookies = false,
        useGet = false,
        disableTelemetry = true,
        graphQLDocument = SampleDocument.Text,
        variables = JsonSerializer.Serialize(SampleDocument.Variables),
    };

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
