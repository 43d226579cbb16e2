using System.Diagnostics;
using System.Text.RegularExpressions;
using Graph.Tests.Stores;

namespace Graph.Api.Tests.Hosting;

/// <summary>On a server of its own: the tour's people have numbers that people of other tests could have too.</summary>
public sealed partial class TourTests(FreshServer server) : Scenario(server), IClassFixture<FreshServer>
{
    [SkippableFact]
    public async Task The_tour_of_the_readme_works_by_copy_and_paste()
    {
        Skip.If(Repository.Find("bash") is null || Repository.Find("curl") is null, "bash and curl are not both installed.");
        await using var folder = new TemporaryFolder();
        var readme = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "README.md"));
        var tour = Tour().Match(readme).Groups[1].Value.Replace("http://localhost:5080/graphql", server.Endpoint.ToString());

        // For a reader seconds are enough. Here the listener is given the time that it takes, before the payment and after it.
        var heard = Path.Combine(folder.Path, "heard");
        tour = Once(tour, "curl -sN -m 5 ", "curl -sN ");
        tour = Once(tour, " &\nsleep 1\n", $" > {heard} &\nLISTENER=$!\nuntil grep -q ^: {heard}; do sleep 0.1; done\n");
        tour = Once(tour, "\nwait\n", $"\nuntil grep -q ^data {heard}; do sleep 0.1; done\nkill $LISTENER\ncat {heard}\n");
        var start = new ProcessStartInfo("bash") { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var shell = Process.Start(start)!;
        await shell.StandardInput.WriteAsync(tour);
        shell.StandardInput.Close();
        using var patience = new CancellationTokenSource(Patience.Long);
        await using var stop = patience.Token.Register(() => shell.Kill(entireProcessTree: true));
        var output = await shell.StandardOutput.ReadToEndAsync(CancellationToken.None);
        Assert.False(patience.IsCancellationRequested, $"The tour does not end:\n{output}");
        Assert.Contains("REAL_NAME_REQUIRED", output);
        Assert.Contains("\"relation\":\"FRIEND\"", output);
        Assert.Contains("\"available\":{\"amount\":\"100.00\"}", output);
        Assert.Contains("\"replayed\":false", output);
        Assert.Contains("\"replayed\":true", output);
        Assert.Contains("event: next", output);
        Assert.Contains("\"title\":\"You received money\"", output);
        Assert.DoesNotContain("\"errors\":[{\"__typename\"", output);
    }

    /// <summary>It stands there, and but once.</summary>
    private static string Once(string text, string old, string other)
    {
        Assert.Equal(2, text.Split(old).Length);
        return text.Replace(old, other);
    }

    [GeneratedRegex("<!-- tour -->\n```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Tour();
}
