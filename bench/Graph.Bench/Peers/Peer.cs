using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Spectre.Console;

namespace Graph.Bench.Peers;

/// <summary>What a process has used since its start.</summary>
/// <param name="Cpu">The processor time of all its threads.</param>
/// <param name="Allocated">The bytes that a .NET program allocated; null for other programs.</param>
/// <param name="Methods">The methods that a .NET program compiled; null for other programs.</param>
internal sealed record Used(TimeSpan Cpu, long? Allocated, long? Methods);

/// <summary>A server that is measured, in a process of its own.</summary>
internal sealed class Peer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string? _probe;

    private Peer(string name, Process process, Uri url, string? probe) =>
        (Name, _process, Url, _probe) = (name, process, url, probe);

    public string Name { get; }

    public Uri Url { get; }

    /// <summary>Starts a program that prints a line with `API` and its address when it listens.</summary>
    /// <exception cref="InvalidOperationException">It ended before.</exception>
    public static async Task<Peer> StartAsync(string name, ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        string? probe = null;
        if (start.FileName == "dotnet")
        {
            probe = Path.Combine(Path.GetTempPath(), $"probe-{Guid.NewGuid():N}");
            start.Environment["DOTNET_STARTUP_HOOKS"] = Path.Combine(AppContext.BaseDirectory, "Graph.Probe.dll");
            start.Environment["GRAPH_PROBE"] = probe;
        }

        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains("API  ", StringComparison.Ordinal))
            {
                _ = process.StandardOutput.ReadToEndAsync();
                return new Peer(name, process, new Uri(line.Trim().Split(' ')[^1]), probe);
            }
        }

        throw new InvalidOperationException($"{name} did not start.");
    }

    /// <summary>Whether the packages of a server of bench/peers were fetched.</summary>
    public static bool IsInstalled(string name) => Directory.Exists(Path.Combine(PeersFolder(), name, "node_modules"));

    /// <summary>Starts a server of bench/peers that runs on Node; null, with the reason printed, where it is not installed.</summary>
    public static async Task<Peer?> StartNodeAsync(string name, params string[] arguments)
    {
        if (IsInstalled(name))
        {
            var server = Path.Combine(PeersFolder(), name, "server.js");
            return await StartAsync(name, new ProcessStartInfo("node", [server, .. arguments]) { Environment = { ["NODE_ENV"] = "production" } });
        }

        AnsiConsole.WriteLine($"{name} is left out: run `npm ci --ignore-scripts` in bench/peers/{name}, which needs Node.");
        return null;
    }

    /// <summary>The address of an operation. The bare endpoint has one for each.</summary>
    public Uri AddressOf(Operation operation) => Name == "bare" ? new Uri(Url, operation.Name) : Url;

    /// <summary>The memory that the process holds, in bytes.</summary>
    public long Memory()
    {
        _process.Refresh();
        return _process.WorkingSet64;
    }

    /// <summary>The same, after what nobody uses was given back.</summary>
    public async Task<long> SettledMemoryAsync()
    {
        if (_probe is not null)
        {
            await AskAsync(collects: true);
        }

        return Memory();
    }

    /// <summary>The processor time of all threads since the start.</summary>
    public TimeSpan CpuTime()
    {
        _process.Refresh();
        return _process.TotalProcessorTime;
    }

    public async Task<Used> LookAsync()
    {
        _process.Refresh();
        var cpu = _process.TotalProcessorTime;
        if (_probe is null)
        {
            return new Used(cpu, null, null);
        }

        var counted = await AskAsync(collects: false);
        return new Used(cpu, counted[0], counted[1]);
    }

    private async Task<long[]> AskAsync(bool collects)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(_probe!));
        if (collects)
        {
            await socket.SendAsync(new byte[1]);
        }

        using var reader = new StreamReader(new NetworkStream(socket), Encoding.ASCII);
        socket.Shutdown(SocketShutdown.Send);
        return [.. (await reader.ReadLineAsync())!.Split(' ').Select(number => long.Parse(number, CultureInfo.InvariantCulture))];
    }

    /// <summary>The folder bench/peers, looked for from this program's folder upwards.</summary>
    private static string PeersFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Directory.Exists(Path.Combine(folder.FullName, "bench", "peers")))
            {
                return Path.Combine(folder.FullName, "bench", "peers");
            }
        }

        return "";
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        if (_probe is not null)
        {
            File.Delete(_probe);
        }
    }
}
