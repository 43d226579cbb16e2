using System.Diagnostics;
using System.Text.Json.Nodes;
using Graph.Tests.Stores;

namespace Graph.Api.Tests.Hosting;

/// <summary>Runs the scripts in `npm/`, with the client libraries that front ends use.</summary>
public static class Node
{
    public static string Folder { get; } = Path.Combine(Repository.Root, "tests", "Graph.Api.Tests", "npm");

    /// <summary>Skips where Node.js or the packages are missing.</summary>
    public static void Require()
    {
        Skip.If(Repository.Find("node") is null, "Node.js is not installed.");
        Skip.IfNot(
            Directory.Exists(Path.Combine(Folder, "node_modules")),
            "The npm packages are not installed: run `npm ci` in tests/Graph.Api.Tests/npm.");
    }

    /// <summary>What a script in `npm/tools/` printed last, as JSON. Skips where its packages are missing.</summary>
    public static Task<JsonNode> RunToolAsync(string script, params string[] arguments) => RunInAsync("tools", script, arguments);

    /// <summary>What the script printed last that runs a snippet of docs/live.md, as JSON.</summary>
    public static Task<JsonNode> RunSnippetAsync(string name, params string[] arguments) =>
        RunInAsync("live", "live.mjs", [name, .. arguments]);

    /// <summary>What the script printed last, as JSON.</summary>
    public static Task<JsonNode> RunAsync(string script, params string[] arguments)
    {
        Require();
        return RunAsync(Folder, script, arguments);
    }

    private static Task<JsonNode> RunInAsync(string folder, string script, string[] arguments)
    {
        Skip.If(Repository.Find("node") is null, "Node.js is not installed.");
        Skip.IfNot(
            Directory.Exists(Path.Combine(Folder, folder, "node_modules")),
            $"The npm packages are not installed: run `npm ci` in tests/Graph.Api.Tests/npm/{folder}.");
        return RunAsync(Path.Combine(Folder, folder), script, arguments);
    }

    /// <summary>Runs a script that may take this long.</summary>
    public static Task<JsonNode> RunAsync(TimeSpan atMost, string script, params string[] arguments)
    {
        Require();
        return RunAsync(Folder, script, arguments, atMost);
    }

    private static async Task<JsonNode> RunAsync(string folder, string script, string[] arguments, TimeSpan? atMost = null)
    {
        var start = new ProcessStartInfo("node", [script, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(atMost ?? Patience.Long);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
        }

        Assert.True(process.ExitCode == 0, $"{script}: {await output} {await errors}");
        return JsonNode.Parse((await output).Trim().Split('\n')[^1])!;
    }
}

/// <summary>Where the sources are, and what is installed.</summary>
public static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(path => File.Exists(path) || File.Exists(path + ".exe"));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Graph.slnx")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("Graph.slnx");
        }

        return folder.FullName;
    }
}
