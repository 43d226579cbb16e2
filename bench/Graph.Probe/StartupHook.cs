using System.Globalization;
using System.Net.Sockets;
using System.Runtime;
using System.Text;

/// <summary>
/// Runs in a .NET program that is measured, before its Main: the variable DOTNET_STARTUP_HOOKS names this assembly. Each
/// connection to the Unix socket that GRAPH_PROBE names is answered with one line: the bytes that were allocated since
/// the start, the methods that were compiled, and the bytes of memory that the process holds. Who sends a byte first has
/// what nobody uses collected and given back before. The program itself needs no endpoint for it.
/// </summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable("GRAPH_PROBE") is { Length: > 0 } path)
        {
            new Thread(() => Answer(path)) { IsBackground = true, Name = "probe" }.Start();
        }
    }

    private static void Answer(string path)
    {
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        while (true)
        {
            using var asked = listener.Accept();
            if (asked.Receive(new byte[1]) > 0)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            }

            var counted = string.Create(
                CultureInfo.InvariantCulture,
                $"{GC.GetTotalAllocatedBytes(precise: true)} {JitInfo.GetCompiledMethodCount()} {Environment.WorkingSet}\n");
            asked.Send(Encoding.ASCII.GetBytes(counted));
        }
    }
}
