using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Graph.Tests.Stores;
using Npgsql;

namespace Graph.Bench;

/// <summary>PostgreSQL's own bench, its script like TPC-B: five statements a transaction, straight into the server.</summary>
internal static partial class PgBench
{
    private static bool _isFilled;

    public static async Task<(double PerSecond, double MeanMs)> RunAsync(string connection, int clients, int scale, TimeSpan time)
    {
        if (!_isFilled)
        {
            await RunAsync(connection, "--initialize", "--scale", $"{scale}", "--quiet");
            _isFilled = true;
        }

        var output = await RunAsync(
            connection, "--client", $"{clients}", "--jobs", $"{Math.Min(clients, Environment.ProcessorCount)}",
            "--time", $"{(int)time.TotalSeconds}", "--protocol", "prepared");
        return (NumberOf(Rate(), output), NumberOf(Latency(), output));
    }

    private static async Task<string> RunAsync(string connection, params string[] arguments)
    {
        var server = new NpgsqlConnectionStringBuilder(connection);
        var start = new ProcessStartInfo(
            Path.Combine(PostgreSqlServer.Binaries!, "pgbench"),
            [.. arguments, "--host", server.Host!, "--port", $"{server.Port}", "--username", server.Username!, server.Database!])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException(await errors);
    }

    private static double NumberOf(Regex pattern, string text) =>
        double.Parse(pattern.Match(text).Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"tps = ([\d.]+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"latency average = ([\d.]+) ms")]
    private static partial Regex Latency();
}
