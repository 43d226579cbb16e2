using System.Diagnostics;

namespace Graph.Bench;

/// <summary>The program itself, in a process of its own.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private readonly Process _process;

    private ApiServer(Process process, Uri url)
    {
        _process = process;
        Url = url;
    }

    public Uri Url { get; }

    /// <param name="folder">The data folder.</param>
    /// <param name="provider">The kind of database.</param>
    /// <param name="connection">The database.</param>
    /// <param name="isGuarded">Whether throttles are on and passwords cost what they cost in production.</param>
    /// <param name="redis">The Redis server over which nodes tell each other; null for none.</param>
    public static async Task<ApiServer> StartAsync(string folder, string provider, string connection, bool isGuarded = false, string? redis = null)
    {
        var start = StartInfo(folder, provider, connection, "--urls", "http://127.0.0.1:0");
        start.Environment["ConnectionStrings__Redis"] = redis;
        if (isGuarded)
        {
            start.Environment["Limits__Enabled"] = "true";
            start.Environment.Remove("Passwords__Iterations");
            start.Environment.Remove("Limits__Operation");
            start.Environment.Remove("Limits__Command");
        }

        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains("API  ", StringComparison.Ordinal))
            {
                _ = process.StandardOutput.ReadToEndAsync();
                return new ApiServer(process, new Uri(line.Trim().Split(' ')[^1]));
            }
        }

        throw new InvalidOperationException("The server did not start: " + await process.StandardError.ReadToEndAsync());
    }

    public static async Task<(int ExitCode, string Output)> RunAsync(
        string folder, string provider, string connection, params string[] verb)
    {
        using var process = Process.Start(StartInfo(folder, provider, connection, verb))!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output);
    }

    /// <summary>The same, and the most memory that it held, in bytes.</summary>
    public static async Task<(int ExitCode, string Output, long Peak)> RunMeasuredAsync(
        string folder, string provider, string connection, string verb)
    {
        using var process = Process.Start(StartInfo(folder, provider, connection, verb))!;
        var output = process.StandardOutput.ReadToEndAsync();
        var peak = 0L;
        while (!process.HasExited)
        {
            process.Refresh();
            peak = Math.Max(peak, process.HasExited ? 0 : process.WorkingSet64);
            await Task.Delay(50);
        }

        return (process.ExitCode, await output, peak);
    }

    public TimeSpan CpuTime()
    {
        _process.Refresh();
        return _process.TotalProcessorTime;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    public static ProcessStartInfo StartInfo(string folder, string provider, string connection, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Graph.Api.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = false,
        };
        foreach (var (name, value) in new (string, string)[]
        {
            ("ASPNETCORE_ENVIRONMENT", "Development"),
            ("Data__Folder", folder),
            ("Database__Provider", provider),
            ("ConnectionStrings__Graph", connection),
            ("Demo__Enabled", "false"),
            ("Limits__Enabled", "false"),

            // On a machine that others use too, people are made slowly; that is not measured.
            ("Limits__Operation", "00:01:00"),
            ("Limits__Command", "00:00:30"),
            ("Limits__CommentsPerMinute", "1000000"),
            ("Passwords__Iterations", "1"),
        })
        {
            start.Environment[name] = value;
        }

        return start;
    }
}
