using System.Text.RegularExpressions;
using Graph.Domain.Persistence;

namespace Graph.Domain.Tests;

/// <summary>The rule that the folders are drawn by.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string[] Features =
    [
        "Shared", "Users", "Friendships", "Ledger", "Payments", "Deals", "Lending", "Funds", "Communities", "Posts", "Chat",
        "RedPackets", "Feed",
    ];

    private static readonly string Root = FindRoot();

    [Fact]
    public void The_domain_knows_no_web_and_no_graphql()
    {
        var references = typeof(GraphDb).Assembly.GetReferencedAssemblies().Select(name => name.Name!);
        Assert.DoesNotContain(references, name =>
            name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || name.StartsWith("GraphQL", StringComparison.Ordinal)
            || name.StartsWith("Graph.Api", StringComparison.Ordinal));
    }

    [Fact]
    public void A_feature_uses_only_those_to_its_left()
    {
        var wrong = new List<string>();
        foreach (var file in FilesOf("src/Graph.Domain"))
        {
            var feature = Path.GetRelativePath(Path.Combine(Root, "src", "Graph.Domain"), file).Split(Path.DirectorySeparatorChar)[0];
            var place = Array.IndexOf(Features, feature);
            if (place < 0)
            {
                continue; // Persistence holds the model of all, and the composition root knows everybody.
            }

            wrong.AddRange(UsedFeature().Matches(File.ReadAllText(file))
                .Select(match => match.Groups[1].Value)
                .Where(used => Array.IndexOf(Features, used) > place)
                .Select(used => $"{feature} uses {used} in {Path.GetFileName(file)}"));
        }

        Assert.Equal([], wrong);
    }

    [Fact]
    public void Every_feature_folder_has_its_place_in_the_order() => Assert.Equal([], Directory
        .EnumerateDirectories(Path.Combine(Root, "src", "Graph.Domain"))
        .Select(folder => Path.GetFileName(folder))
        .Where(name => name is not ("Persistence" or "bin" or "obj") && !Features.Contains(name)));

    [Fact]
    public void Money_moves_through_the_ledger_alone()
    {
        var writes = FilesOf("src/Graph.Domain")
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}Ledger{Path.DirectorySeparatorChar}"))
            .Where(file => LedgerWrite().IsMatch(File.ReadAllText(file)))
            .Select(file => Path.GetFileName(file));
        Assert.Equal([], writes);
    }

    [Fact]
    public void Files_are_one_thing_each() => Assert.Equal([], FilesOf("src")
        .Where(file => File.ReadLines(file).Count() > 300)
        .Select(file => Path.GetFileName(file)));

    private static IEnumerable<string> FilesOf(string folder) => Directory
        .EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}"))
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}Migrations{Path.DirectorySeparatorChar}"));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Graph.slnx")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"Graph\.Domain\.(\w+)")]
    private static partial Regex UsedFeature();

    [GeneratedRegex(@"db\.(Accounts|Postings|Entries|Holds|TransactionEvents)\.(Add|Update|Remove)|db\.(Accounts|Holds)[\s\S]{0,200}ExecuteUpdate")]
    private static partial Regex LedgerWrite();
}
