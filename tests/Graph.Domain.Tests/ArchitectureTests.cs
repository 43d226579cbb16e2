using System.Text.RegularExpressions;
using Graph.Domain.Persistence;

namespace Graph.Domain.Tests;

/// <summary>
/// Holds the layout that docs/architecture.md describes: which folder may use which, and that a feature is named in its own
/// folders alone.
/// </summary>
public sealed partial class ArchitectureTests
{
    private static readonly string[] Features =
    [
        "Shared", "Users", "Friendships", "Ledger", "Payments", "Deals", "Lending", "Funds", "Communities", "Posts", "Chat",
        "RedPackets", "Feed",
    ];

    /// <summary>The folders of the API that serve every feature, from the one that all use to the one that uses all.</summary>
    private static readonly string[] Rooms = ["Server", "Auth", "Ide", "Demo", "Hosting"];

    private static readonly string Root = FindRoot();

    [Fact]
    public void The_domain_knows_no_web_and_no_graphql()
    {
        var references = typeof(GraphDb).Assembly.GetReferencedAssemblies().Select(name => name.Name!);
        Assert.DoesNotContain(references, name =>
            name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) || name.StartsWith("GraphQL", StringComparison.Ordinal)
            || name.StartsWith("Graph.Api", StringComparison.Ordinal));
    }

    /// <summary>
    /// In the API this is about its own folders: what a viewer sees of a person depends on friendships, so that its Users reads
    /// the domain's Friendships.
    /// </summary>
    [Theory]
    [InlineData("Graph.Domain")]
    [InlineData("Graph.Api")]
    public void A_feature_uses_only_those_to_its_left(string project) => Assert.Equal([],
        from file in FilesOf($"src/{project}")
        let place = Array.IndexOf(Features, FolderOf(file, project))
        where place >= 0
        from used in UsedFolders(file, project)
        where Array.IndexOf(Features, used) > place
        select $"{file} uses {used}");

    /// <summary>Everybody knows Users: who calls is a user everywhere.</summary>
    [Fact]
    public void No_shared_room_uses_a_feature() => Assert.Equal([],
        from file in FilesOf("src/Graph.Domain/Shared").Concat(FilesOf("src/Graph.Domain/Persistence"))
            .Concat(FilesOf("src/Graph.Api/Server")).Concat(FilesOf("src/Graph.Api/Auth")).Concat(FilesOf("src/Graph.Api/Ide"))
        from used in UsedFolders(file)
        where Array.IndexOf(Features, used) > Array.IndexOf(Features, "Users")
        select $"{file} uses {used}");

    /// <summary>
    /// The rooms that go round the modules name nothing of Payments, Deals and what is to come. Closed enums, whose values the
    /// database checks, are the exception: TransactionKind, AccountKind and ActivityKind.
    /// </summary>
    [Fact]
    public void The_ledger_and_the_feed_name_no_feature_that_uses_them() => Assert.Equal([],
        from file in FilesOf("src/Graph.Domain/Ledger").Concat(FilesOf("src/Graph.Domain/Feed"))
            .Concat(FilesOf("src/Graph.Api/Ledger")).Concat(FilesOf("src/Graph.Api/Feed"))
        from used in UsedFolders(file)
        where used is not ("Shared" or "Users" or "Friendships" or "Ledger" or "Feed") && Features.Contains(used)
        select $"{file} uses {used}");

    [Fact]
    public void The_rooms_of_the_api_use_each_other_in_one_direction() => Assert.Equal([],
        from file in FilesOf("src/Graph.Api")
        let place = Array.IndexOf(Rooms, FolderOf(file, "Graph.Api"))
        where place >= 0
        from used in UsedFolders(file)
        where Array.IndexOf(Rooms, used) > place && !(used == "Demo" && FolderOf(file, "Graph.Api") == "Ide")
        select $"{file} uses {used}");

    /// <summary>So that another engine would change one room (decision 0001).</summary>
    [Fact]
    public void The_engine_is_named_in_Server_alone() => Assert.Equal([],
        from file in FilesOf("src/Graph.Api")
        where FolderOf(file, "Graph.Api") != "Server" && Engine().IsMatch(File.ReadAllText(Path.Combine(Root, file)))
        select file);

    [Theory]
    [InlineData("Graph.Domain")]
    [InlineData("Graph.Api")]
    public void Every_folder_has_its_place(string project) => Assert.Equal([], Directory
        .EnumerateDirectories(Path.Combine(Root, "src", project))
        .Select(folder => Path.GetFileName(folder))
        .Where(name => name is not ("Persistence" or "bin" or "obj" or "Properties")
            && !Features.Contains(name) && !(project == "Graph.Api" && Rooms.Contains(name))));

    /// <summary>
    /// What a guarded change returns says whether it happened. A statement that is nothing but the call ignores it. Where it must happen,
    /// there is MustTransitionAsync.
    /// </summary>
    [Fact]
    public void Nobody_ignores_whether_a_guarded_change_happened() => Assert.Equal([],
        from file in Directory.EnumerateFiles(Path.Combine(Root, "src", "Graph.Domain"), "*.cs", SearchOption.AllDirectories)
        from Match match in IgnoredResult().Matches(File.ReadAllText(file))
        select $"{Path.GetFileName(file)}: {match.Groups["method"].Value}");

    /// <summary>From the end of one statement to the call, with no assignment, condition or argument list around it.</summary>
    [GeneratedRegex("""[;{}]\s+await\s+(?:db|ledger|money|units)\b(?:[^;{}=]|=>|==)*?\.(?<method>TransitionAsync|PostHoldAsync|VoidHoldAsync|GiveAsync|RefundAsync)\(""")]
    private static partial Regex IgnoredResult();

    [Fact]
    public void Every_feature_has_a_module_in_both_projects() => Assert.Equal([],
        from folder in new[] { "Graph.Domain", "Graph.Api" }
        from feature in Features.Skip(1)
        where Directory.Exists(Path.Combine(Root, "src", folder, feature))
            && !File.Exists(Path.Combine(Root, "src", folder, feature, $"{feature}{(folder == "Graph.Api" ? "Api" : "Module")}.cs"))
        select $"src/{folder}/{feature} has no module");

    [Fact]
    public void Namespaces_are_folders() => Assert.Equal([],
        from file in FilesOf("src")
        let folder = Path.GetDirectoryName(file)!.Replace($"src{Path.DirectorySeparatorChar}", "").Replace(Path.DirectorySeparatorChar, '.')
        from match in Namespace().Matches(File.ReadAllText(Path.Combine(Root, file)))
        where match.Groups[1].Value != folder
        select $"{file} is in {match.Groups[1].Value}");

    [Fact]
    public void Folders_and_files_stay_small()
    {
        Assert.Equal([], FilesOf("src").GroupBy(file => Path.GetDirectoryName(file)).Where(files => files.Count() > 15)
            .Select(files => $"{files.Key} has {files.Count()} files"));
        Assert.Equal([], FilesOf("src").Where(file => File.ReadLines(Path.Combine(Root, file)).Count() > 300));
    }

    [Fact]
    public void Money_moves_through_the_ledger_alone() => Assert.Equal([], FilesOf("src/Graph.Domain")
        .Where(file => FolderOf(file, "Graph.Domain") != "Ledger" && LedgerWrite().IsMatch(File.ReadAllText(Path.Combine(Root, file)))));

    /// <summary>The source files below a folder, from the root of the repository; migrations and compiled models are generated.</summary>
    private static IEnumerable<string> FilesOf(string folder) => Directory
        .EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Root, file))
        .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin" or "Migrations" or "Compiled"));

    private static string FolderOf(string file, string project) =>
        Path.GetRelativePath(Path.Combine("src", project), file).Split(Path.DirectorySeparatorChar)[0];

    private static IEnumerable<string> UsedFolders(string file, string? project = null) =>
        UsedFolder().Matches(File.ReadAllText(Path.Combine(Root, file)))
            .Where(match => project is null || match.Groups[1].Value == project)
            .Select(match => match.Groups[2].Value)
            .Distinct();

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Graph.slnx")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"(Graph\.(?:Domain|Api))\.(\w+)")]
    private static partial Regex UsedFolder();

    [GeneratedRegex(@"^using GraphQL|\bGraphQL(Parser)?\.\w+\.\w+", RegexOptions.Multiline)]
    private static partial Regex Engine();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"Set<(Account|Posting|Entry|Hold|TransactionEvent)>\(\)\.(Add|Update|Remove)|Set<(Account|Hold)>\(\)[\s\S]{0,200}ExecuteUpdate")]
    private static partial Regex LedgerWrite();
}
