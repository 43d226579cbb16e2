using Graph.Api.Hosting;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Tests.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Graph.Api.Tests.Hosting;

/// <summary>The real server on a free port of loopback, over a database of its own.</summary>
public class GraphServer : IAsyncLifetime
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "graph-tests-" + Path.GetRandomFileName());
    private WebApplication? _app;

    public Uri Url => new(_app!.Urls.Single());

    public Uri Endpoint => new(Url, "/graphql");

    public IServiceProvider Services => _app!.Services;

    public LogCapture Log { get; } = new();

    /// <summary>Settings of this server, as in appsettings.</summary>
    protected virtual Dictionary<string, string?> Settings => [];

    protected virtual void Configure(IServiceCollection services)
    {
    }

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            EnvironmentName = "Development",
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Data:Folder"] = _folder,
            ["Database:Provider"] = TestStore.Provider,
            ["ConnectionStrings:Graph"] = await TestStore.MigratedAsync(_folder),
            ["Demo:Enabled"] = "false",
            ["Passwords:Iterations"] = "1000",
            ["Limits:WrongPerAddress"] = "1000000",

            // What a slow machine could run into is large, but where it is what a test is about.
            ["Limits:Operation"] = Patience.Setting,
            ["Limits:Command"] = Patience.Setting,
            ["Limits:SocketInit"] = Patience.Setting,
            ["Limits:SocketPing"] = Patience.Setting,
            ["Limits:SlowReader"] = Patience.Setting,
            ["Limits:ConnectionsPerUser"] = "1000",
            ["Urls"] = "http://127.0.0.1:0",
        });
        builder.Configuration.AddInMemoryCollection(Settings);
        builder.Logging.ClearProviders().AddProvider(Log);
        Configure(builder.Services);
        builder.Services.AddSingleton(new UnitSettings { FailsOnLostEvents = true });
        builder.AddGraph();
        TestStore.Configure(builder.Services);
        _app = builder.Build().UseGraph();
        await Serving.PrepareAsync(_app);
        await _app.StartAsync();
    }

    public GraphClient Client(string? token = null) => new(Endpoint, token);

    /// <summary>Every scenario leaves a ledger that adds up, and a log without faults.</summary>
    public async Task VerifyAsync()
    {
        var faults = Log.Faults.ToList();
        Log.Clear();
        Assert.True(faults.Count == 0, string.Join("\n", faults));
        Assert.Empty(await Services.GetRequiredService<LedgerChecker>().CheckAsync());
    }

    public async Task DisposeAsync()
    {
        await _app!.StopAsync();
        await _app.DisposeAsync();
        await TestStore.DropAsync(_folder);
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>Tests against a server, which is looked over after each of them.</summary>
public abstract class Scenario(GraphServer server) : IAsyncLifetime
{
    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => server.VerifyAsync();
}
