using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Graph.Tests.Stores;

/// <summary>
/// A PostgreSQL server of the tests' own, from the binaries that are installed, in a temporary folder that goes with it.
/// It may be stopped, killed and started again.
/// </summary>
internal sealed class PostgreSqlServer : IAsyncDisposable
{
    private static readonly ConcurrentBag<PostgreSqlServer> Started = [];

    private readonly string _folder = Directory.CreateTempSubdirectory("graph-postgresql-").FullName;
    private readonly int _port = FreePort();

    static PostgreSqlServer() => AppDomain.CurrentDomain.ProcessExit += (_, _) => EndAll();

    private PostgreSqlServer()
    {
    }

    /// <summary>Where Debian and its kin put them; null where they are missing.</summary>
    public static string? Binaries { get; } = Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(version => Path.Combine(version, "bin"))
            .LastOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")))
        : null;

    public string ConnectionString => $"Host=127.0.0.1;Port={_port};Username=graph;Database=postgres";

    private string Data => Path.Combine(_folder, "data");

    /// <summary>The file that is there while the server runs.</summary>
    private string ProcessFile => Path.Combine(Data, "postmaster.pid");

    /// <summary>The server's own process, from the first line of its pid file.</summary>
    private int ProcessId => int.Parse(File.ReadLines(ProcessFile).First(), System.Globalization.CultureInfo.InvariantCulture);

    public static async Task<PostgreSqlServer> StartAsync(params string[] settings)
    {
        var server = new PostgreSqlServer();
        if (Environment.IsPrivilegedProcess)
        {
            // initdb refuses to run as root.
            await server.RunAsync("chown", "postgres", server._folder);
        }

        await server.RunAsync("initdb", "--pgdata", server.Data, "--username", "graph", "--auth", "trust", "--encoding", "UTF8", "--no-sync");
        await File.AppendAllLinesAsync(Path.Combine(server.Data, "postgresql.conf"),
        [
            $"port = {server._port}",
            "listen_addresses = '127.0.0.1'",
            "unix_socket_directories = ''",
            "max_connections = 400",
            "fsync = off", // the processes are killed here, not the machine
            .. settings,
        ]);
        Started.Add(server);
        await server.StartAgainAsync();
        return server;
    }

    public Task StartAgainAsync() => RunAsync(
        "pg_ctl", "start", "--pgdata", Data, "--wait", "--silent", "--log", Path.Combine(Data, "log"));

    /// <summary>Connections are cut, transactions at work are undone.</summary>
    public Task StopAsync() => RunAsync("pg_ctl", "stop", "--pgdata", Data, "--mode", "fast", "--wait", "--silent");

    /// <summary>As if the machine had lost its power, but for its disk.</summary>
    public Task CrashAsync() => RunAsync("pg_ctl", "stop", "--pgdata", Data, "--mode", "immediate", "--wait", "--silent");

    /// <summary>Stops all processes where they are: connections stay open, and nothing is answered.</summary>
    public void Hang() => Signal(number: 19);

    /// <summary>Lets them go on after <see cref="Hang"/>.</summary>
    public void GoOn() => Signal(number: 18);

    /// <summary>The processor time of all its processes, those that have ended too.</summary>
    public TimeSpan CpuTime() => TimeSpan.FromMilliseconds(Processes().Sum(id => TicksOf(id, withEnded: id == ProcessId)) * 10);

    /// <summary>Hundredths of a second that a process ran, and those of its children that ended; 0 if it has ended itself.</summary>
    private static long TicksOf(int process, bool withEnded)
    {
        try
        {
            // The name in brackets may have spaces. Behind it, the twelfth to fifteenth field are the times (proc(5)).
            var fields = File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].Split(' ');
            return fields[11..(withEnded ? 15 : 13)].Sum(field => long.Parse(field, System.Globalization.CultureInfo.InvariantCulture));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    /// <summary>The server's own process and those that it started.</summary>
    private IEnumerable<int> Processes() => File.ReadAllText($"/proc/{ProcessId}/task/{ProcessId}/children")
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(id => int.Parse(id, System.Globalization.CultureInfo.InvariantCulture))
        .Prepend(ProcessId);

    /// <summary>Sends a signal of Linux to all its processes.</summary>
    private void Signal(int number)
    {
        foreach (var process in Processes())
        {
            // A child may have ended meanwhile.
            _ = Kill(process, number);
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);

    /// <summary>Ends the server with the test that needs it, and not only with the process.</summary>
    public async ValueTask DisposeAsync()
    {
        if (File.Exists(ProcessFile))
        {
            await CrashAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>
    /// Ends all servers with the process. The test runner kills a test host that takes longer than a tenth of a second to exit. So all
    /// servers are killed first, and another process deletes their folders.
    /// </summary>
    private static void EndAll()
    {
        List<PostgreSqlServer> left = [.. Started.Where(server => Directory.Exists(server._folder))];
        foreach (var server in left.Where(server => File.Exists(server.ProcessFile)))
        {
            server.Signal(number: 9);
        }

        if (left.Count > 0)
        {
            using var deleting = Process.Start("rm", ["-rf", .. left.Select(server => server._folder)]);
        }
    }

    private async Task RunAsync(string program, params string[] arguments)
    {
        var path = program is "chown" ? program : Path.Combine(Binaries!, program);
        string[] whole = Environment.IsPrivilegedProcess && path != program
            ? ["runuser", "-u", "postgres", "--", path, .. arguments]
            : [path, .. arguments];

        // Nothing is redirected: the server would inherit the pipe, and its end would never come.
        using var process = Process.Start(new ProcessStartInfo(whole[0], whole[1..])
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = program is "initdb",
        })!;
        var output = program is "initdb" ? await process.StandardOutput.ReadToEndAsync() : "";
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}. {output}");
        }
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
