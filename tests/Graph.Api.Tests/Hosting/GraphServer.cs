using System.Collections.Concurrent;
using System.Data.Common;
using System.Net.Sockets;
using Graph.Api.Hosting;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Tests.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Graph.Api.Tests.Hosting;

/// <summary>
/// The real server on a free port of loopback, over a database that no other test uses at the time. To start one takes
/// longer than most tests: one without settings of its own serves another class when it is done with the first.
/// </summary>
public class GraphServer : IAsyncLifetime
{
    private static readonly ConcurrentBag<Running> Free = [];

    private Running? _running;
    private bool _hasScenarios;

    public Uri Url => new(_running!.App.Urls.Single());

    public Uri Endpoint => new(Url, "/graphql");

    public IServiceProvider Services => _running!.App.Services;

    public LogCapture Log => _running!.Log;

    private LockOrder LockOrder => _running!.LockOrder;

    private bool IsShared => GetType() == typeof(GraphServer);

    /// <summary>Settings of this server, as in appsettings.</summary>
    protected virtual Dictionary<string, string?> Settings => [];

    protected virtual void Configure(IServiceCollection services)
    {
    }

    /// <summary>Replaces services of the product.</summary>
    protected virtual void Replace(IServiceCollection services)
    {
    }

    public async Task InitializeAsync() => _running = IsShared && Free.TryTake(out var free) ? free : await StartAsync();

    public GraphClient Client(string? token = null) => new(Endpoint, token);

    /// <summary>
    /// Every scenario leaves a log without faults, and its units touched rows in the one order. The database is looked over when the
    /// server is done with the class: that takes longer than most tests.
    /// </summary>
    public void VerifyScenario()
    {
        _hasScenarios = true;
        var outOfOrder = LockOrder.Violations.ToList();
        LockOrder.Violations.Clear();
        Assert.True(outOfOrder.Count == 0, string.Join("\n", outOfOrder));
        var faults = Log.Faults.ToList();
        Log.Clear();
        Assert.True(faults.Count == 0, string.Join("\n", faults));
    }

    /// <summary>The ledger adds up, and notifications are about what the schema says.</summary>
    public async Task VerifyDatabaseAsync()
    {
        Assert.Empty(await Services.GetRequiredService<LedgerChecker>().CheckAsync());
        Assert.Empty(await NoticeSubjects.FindWrongAsync(Services));
    }

    public async Task DisposeAsync()
    {
        var running = _running!;
        var isGood = false;
        try
        {
            if (_hasScenarios)
            {
                await VerifyDatabaseAsync();
            }

            isGood = true;
        }
        finally
        {
            if (!IsShared)
            {
                await EndAsync(running);
            }
            else if (isGood)
            {
                Free.Add(running);
            }
        }
    }

    private static async Task EndAsync(Running running)
    {
        await running.App.StopAsync();
        await running.App.DisposeAsync();
        await TestStore.DropAsync(running.Folder);
        Directory.Delete(running.Folder, recursive: true);
    }

    /// <summary>At the process's end, when the tests' own database server may be gone before.</summary>
    private static void EndQuietly(Running running)
    {
        try
        {
            EndAsync(running).GetAwaiter().GetResult();
        }
        catch (Exception late) when (late is DbException or SocketException or IOException)
        {
            Console.Error.WriteLine(late.Message);
        }
    }

    private async Task<Running> StartAsync()
    {
        var folder = Path.Combine(Path.GetTempPath(), "graph-tests-" + Path.GetRandomFileName());
        var (log, order) = (new LogCapture(), new LockOrder());
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            EnvironmentName = "Development",
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Data:Folder"] = folder,
            ["Database:Provider"] = TestStore.Provider,
            ["ConnectionStrings:Graph"] = await TestStore.MigratedAsync(folder),
            ["Demo:Enabled"] = "false",
            ["Passwords:Iterations"] = "1000",
            ["Limits:CodesPerAddress"] = "1000000",
            ["Security:NewCardDelay"] = "00:00:00",
            ["Funds:CorrectionTime"] = "00:00:00",

            // Tests make histories at once.
            ["Funds:MaxLateDays"] = "1000",

            // Clocks leap here, and the check after a scenario may come before the work that the leap made due.
            ["Checking:Overdue"] = "3650.00:00:00",

            // What a slow machine could run into is large, but where it is what a test is about.
            ["Limits:Operation"] = Patience.Setting,
            ["Limits:Command"] = Patience.Setting,
            ["Limits:AnonymousWait"] = Patience.Setting,
            ["Limits:SocketInit"] = Patience.Setting,
            ["Limits:SocketPing"] = Patience.Setting,
            ["Limits:SlowReader"] = Patience.Setting,
            ["Limits:ConnectionsPerUser"] = "1000",
            ["Limits:AnonymousConnections"] = "1000",
            ["Urls"] = "http://127.0.0.1:0",
        });
        builder.Configuration.AddInMemoryCollection(Settings);
        builder.Logging.ClearProviders().AddProvider(log);
        Configure(builder.Services);
        builder.Services.AddSingleton(new UnitSettings { FailsOnLostEvents = true, FindsSharedContexts = true });
        builder.AddGraph();
        Replace(builder.Services);
        TestStore.Configure(builder.Services);
        order.Watch(builder.Services);
        var app = builder.Build().UseGraph();
        await Serving.PrepareAsync(app);
        await app.StartAsync();
        var running = new Running(app, folder, log, order);
        if (IsShared)
        {
            AppDomain.CurrentDomain.ProcessExit += (_, _) => EndQuietly(running);
        }

        return running;
    }

    private sealed record Running(WebApplication App, string Folder, LogCapture Log, LockOrder LockOrder);
}

/// <summary>A server that nobody had before, and nobody has afterwards.</summary>
public sealed class FreshServer : GraphServer;

/// <summary>Tests against a server, which is looked over after each of them, and its database after the last.</summary>
public abstract class Scenario(GraphServer server) : IAsyncLifetime
{
    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync()
    {
        server.VerifyScenario();
        return Task.CompletedTask;
    }
}
