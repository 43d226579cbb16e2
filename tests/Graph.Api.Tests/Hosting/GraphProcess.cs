using System.Diagnostics;
using System.Text.RegularExpressions;
using Graph.Domain;
using Graph.Domain.Ledger.Checking;
using Graph.Tests.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Hosting;

/// <summary>The program as a process of its own, which can be killed.</summary>
public sealed partial class GraphProcess : IAsyncDisposable
{
    /// <summary>
    /// A published program, if GRAPH_TEST_PROGRAM names one. It can be compiled ahead, and then it starts sooner.
    /// Otherwise the one that was built with the tests.
    /// </summary>
    private static readonly string Program = Environment.GetEnvironmentVariable("GRAPH_TEST_PROGRAM") is { Length: > 0 } published
        ? published
        : Path.Combine(Repository.Root, "src", "Graph.Api", "bin", Configuration, "net10.0", "Graph.Api.dll");

    private readonly Process _process;

    private GraphProcess(Process process, Uri endpoint)
    {
        _process = process;
        Endpoint = endpoint;
    }

    public Uri Endpoint { get; }

    /// <summary>Debug or Release, as the tests themselves.</summary>
    private static string Configuration => AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}")
        ? "Release"
        : "Debug";

    public static async Task<GraphProcess> StartAsync(string folder, Dictionary<string, string>? settings = null)
    {
        var process = Process.Start(await StartInfoAsync(folder, settings, "--urls", "http://127.0.0.1:0"))!;
        var banner = new List<string>();
        using var patience = EndsWith(process);
        while (await process.StandardOutput.ReadLineAsync(CancellationToken.None) is { } line)
        {
            banner.Add(line);
            if (ApiLine().Match(line) is { Success: true } match)
            {
                _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
                _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
                return new GraphProcess(process, new Uri(match.Groups[1].Value));
            }
        }

        throw new InvalidOperationException(string.Join('\n', banner) + await process.StandardError.ReadToEndAsync(CancellationToken.None));
    }

    /// <summary>Runs a verb to its end.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(string folder, Dictionary<string, string>? settings, params string[] arguments)
    {
        using var process = Process.Start(await StartInfoAsync(folder, settings, arguments))!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var patience = EndsWith(process);
        await process.WaitForExitAsync(CancellationToken.None);
        return (process.ExitCode, await output + await errors);
    }

    /// <summary>When patience ends, so does the process, and with it whatever waits for its output.</summary>
    private static CancellationTokenSource EndsWith(Process process)
    {
        var patience = new CancellationTokenSource(Patience.Long);
        patience.Token.Register(() => process.Kill(entireProcessTree: true));
        return patience;
    }

    /// <summary>As the verb `check-ledger` does, which a test of its own runs, but without another process.</summary>
    public static async Task VerifyAsync(string folder, string? connection = null)
    {
        await using var services = new ServiceCollection().AddLogging()
            .AddDomain(TestStore.Provider, connection ?? await TestStore.ConnectionAsync(folder)).BuildServiceProvider();
        Assert.Empty(await services.GetRequiredService<LedgerChecker>().CheckAsync());
    }

    public GraphClient Client(string? token = null) => new(Endpoint, token);

    /// <summary>As kill -9: no goodbye, no flush.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private static async Task<ProcessStartInfo> StartInfoAsync(string folder, Dictionary<string, string>? settings, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
                ["Data__Folder"] = folder,
                ["Database__Provider"] = TestStore.Provider,
                ["ConnectionStrings__Graph"] = await TestStore.ConnectionAsync(folder),
                ["Demo__Enabled"] = "false",
                ["Passwords__Iterations"] = "1000",

                // Everybody of a test comes from one address, and has a bank card that was added a moment ago.
                ["Limits__CodesPerAddress"] = "1000000",
                ["Limits__AnonymousWait"] = Patience.Setting,
                ["Security__NewCardDelay"] = "00:00:00",
                ["Limits__Operation"] = Patience.Setting,
                ["Limits__Command"] = Patience.Setting,
                ["Limits__SocketInit"] = Patience.Setting,
                ["Limits__SocketPing"] = Patience.Setting,
                ["Limits__SlowReader"] = Patience.Setting,

                // A process that lives for seconds is better off without the tuning that is for days.
                ["DOTNET_TieredPGO"] = "0",
                ["DOTNET_gcServer"] = "0",
            },
        };
        foreach (var (name, value) in settings ?? [])
        {
            start.Environment[name] = value;
        }

        return start;
    }

    [GeneratedRegex(@"API\s+(http\S+)")]
    private static partial Regex ApiLine();
}

/// <summary>A folder that goes with the test, and the database that belongs to it.</summary>
public sealed class TemporaryFolder : IAsyncDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("graph-tests-").FullName;

    public async ValueTask DisposeAsync()
    {
        await TestStore.DropAsync(Path);
        Directory.Delete(Path, recursive: true);
    }
}
