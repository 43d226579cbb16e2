using Graph.Api.Hosting;
using Graph.Api.Server;
using Graph.Domain.Persistence;

var verb = Verbs.Of(args);
try
{
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions
    {
        Args = verb is null ? args : [],
        // Read the settings from the program's folder, whatever the current folder is.
        ContentRootPath = AppContext.BaseDirectory,
    }).AddGraph();
    await using var app = builder.Build().UseGraph();
    return verb is null
        ? await Serving.RunAsync(app)
        : await Verbs.RunAsync(verb, args, app.Services);
}
catch (Exception wrong) when (wrong is SettingsException or UnfitDatabaseException or PlatformNotSupportedException)
{
    await Console.Error.WriteLineAsync(wrong.Message);
    return 1;
}
