using System.Data.Common;
using Graph.Api.Auth;
using Graph.Api.Demo;
using Graph.Api.Ide;
using Graph.Api.Server;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;

namespace Graph.Api.Hosting;

/// <summary>Prepares the database of a built application and starts to serve.</summary>
public static class Serving
{
    public static async Task<int> RunAsync(WebApplication app)
    {
        await PrepareAsync(app);
        try
        {
            await app.StartAsync();
        }
        catch (IOException taken)
        {
            throw new SettingsException(
                $"{taken.Message} Choose another address, for example with: "
                + "dotnet run --project src/Graph.Api -- --urls http://localhost:5090");
        }

        Announce(app);
        GiveBack();
        var watch = new KeyWatch(app);
        await app.WaitForShutdownAsync();
        return await watch.EndAsync() ? 0 : Verbs.DidNotRun;
    }

    /// <summary>
    /// Prepares the database, and builds the GraphQL schema beside it, so that an error in it is found at the start and not
    /// at the first request.
    /// </summary>
    public static Task PrepareAsync(WebApplication app) => Task.WhenAll(
        Task.Run(() => GraphSchema.Build(app.Services)),
        Task.Run(() => PrepareDatabaseAsync(app)));

    /// <summary>
    /// In Development, makes the database, migrates it, and fills an empty one with demo data. Otherwise the verbs
    /// migrate it.
    /// </summary>
    private static async Task PrepareDatabaseAsync(WebApplication app)
    {
        if (app.Environment.IsDevelopment())
        {
            await app.Services.GetRequiredService<Migrator>().MigrateAsync();
        }

        if (await app.Services.GetRequiredService<Units>().ReadAsync(db => db.FindFaultAsync(default)) is { } fault)
        {
            throw new SettingsException(fault);
        }

        ReadKeys(app.Services);
        if (app.Configuration.ReadValue("Demo:Enabled", app.Environment.IsDevelopment()))
        {
            await app.Services.GetRequiredService<DemoData>().EnsureAsync();
        }
    }

    /// <summary>
    /// Reads the keys of stored secrets, which ASP.NET would do before the server listens. If the database cannot give
    /// them, ASP.NET tries it again and logs why.
    /// </summary>
    private static void ReadKeys(IServiceProvider services)
    {
        try
        {
            services.GetRequiredService<KeyRing>().RequireOurs();
            services.GetRequiredService<ISecretBox>().Lock("start", "");
        }
        catch (Exception failure) when (IsUnreadable(services, failure))
        {
        }
    }

    private static bool IsUnreadable(IServiceProvider services, Exception failure) =>
        services.GetRequiredService<Units>().IsOutage(failure) || Units.CausesOf(failure).Any(cause => cause is DbException);

    /// <summary>
    /// A server may start while the database is away. Then its keys are looked at as soon as the database is back, and the server stops when
    /// they are those of another configured key.
    /// </summary>
    private sealed class KeyWatch
    {
        private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

        private readonly CancellationTokenSource _ended = new();
        private readonly Task<bool> _looking;

        public KeyWatch(WebApplication app) => _looking = LookAsync(app);

        /// <summary>Returns false when the keys are of another configured key.</summary>
        public async Task<bool> EndAsync()
        {
            await _ended.CancelAsync();
            return await _looking;
        }

        private async Task<bool> LookAsync(WebApplication app)
        {
            await Task.Yield();
            while (!_ended.IsCancellationRequested)
            {
                try
                {
                    app.Services.GetRequiredService<KeyRing>().RequireOurs();
                    return true;
                }
                catch (SettingsException wrong)
                {
                    await Console.Error.WriteLineAsync(wrong.Message);
                    app.Lifetime.StopApplication();
                    return false;
                }
                catch (Exception failure) when (IsUnreadable(app.Services, failure))
                {
                    await Task.Delay(Pause, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }

            return true;
        }
    }

    /// <summary>
    /// Gives memory back to the operating system. The schema, the model of the database and demo data leave behind what is
    /// never needed again.
    /// </summary>
    private static void GiveBack() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    private static void Announce(WebApplication app)
    {
        var ide = app.Services.GetRequiredService<IdeSettings>();
        foreach (var url in app.Urls)
        {
            Console.WriteLine($"""

                The social finance graph is up.
                  API           {url}/graphql
                  IDE           {(ide.Enabled ? url + "/graphql/" : "off (Ide__Enabled)")}
                  Health        {url}/health/ready
                """);
        }

        if (app.Configuration.ReadValue("Demo:Enabled", app.Environment.IsDevelopment()))
        {
            Console.WriteLine($"""
                  Demo sign-in  phone {DemoData.PhoneOf(1)}, password {DemoData.Password}, PIN {DemoData.PaymentPin}
                                phone {DemoData.PhoneOf(2)} is a friend; up to {DemoData.PhoneOf(DemoData.People)}

                """);
        }
    }
}
