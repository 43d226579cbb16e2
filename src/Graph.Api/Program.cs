using Graph.Api.Hosting;
using Graph.Api.Server;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;

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
    try
    {
        return verb is null
            ? await Serving.RunAsync(app)
            : await Verbs.RunAsync(verb, args, app.Services);
    }
    catch (Exception failure) when (UnreachableDatabase.Describe(failure, app.Services.GetRequiredService<Units>()) is { } text)
    {
        await Console.Error.WriteLineAsync(text);
        return 1;
    }
}
catch (Exception wrong) when (wrong is SettingsException or UnfitDatabaseException or PlatformNotSupportedException)
{
    await Console.Error.WriteLineAsync(wrong.Message);
    return 1;
}
