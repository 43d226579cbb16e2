using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Graph.Tests.PostgreSql;

/// <summary>A Redis server of a test's own, from the binary that is installed. It keeps nothing on the disk.</summary>
internal sealed class RedisServer : IDisposable
{
    private readonly int _port = FreePort();
    private Process _process;

    private RedisServer() => _process = Start();

    public static bool IsInstalled { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Any(folder => File.Exists(Path.Combine(folder, "redis-server")));

    public string Configuration => $"127.0.0.1:{_port}";

    /// <summary>Skips the test that asks where the binary is missing.</summary>
    public static RedisServer StartOrSkip()
    {
        Skip.IfNot(IsInstalled, "redis-server is not installed.");
        return new RedisServer();
    }

    /// <summary>As kill -9.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    public void StartAgain() => _process = Start();

    public void Dispose() => Kill();

    private Process Start() => Process.Start(new ProcessStartInfo(
        "redis-server", ["--port", $"{_port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", Path.GetTempPath()])
    {
        RedirectStandardOutput = true,
    })!;

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
