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
    catch (Exception failure) when (app.Services.GetRequiredService<Units>().FindClosed(failure) is { } closed)
    {
        await Console.Error.WriteLineAsync(
            $"The database cannot be opened: {closed.Message.TrimEnd('.')}. Look at ConnectionStrings__Graph, and whether the server runs.");
        return Verbs.DidNotRun;
    }
}
catch (Exception wrong) when (wrong is SettingsException or UnfitDatabaseException or PlatformNotSupportedException)
{
    await Console.Error.WriteLineAsync(wrong.Message);
    return Verbs.DidNotRun;
}
