using Graph.Api.Tests.Hosting;

namespace Graph.Api.Tests.Server;

/// <summary>What the tools of front ends make of schema.graphql.</summary>
public sealed class ToolTests
{
    private static readonly string Schema = Path.Combine(Repository.Root, "schema.graphql");

    /// <summary>Every field of every union and of all errors, selected together, becomes TypeScript that compiles.</summary>
    [SkippableFact]
    public async Task Graphql_codegen_makes_types_for_every_union()
    {
        var made = await Node.RunToolAsync("codegen.mjs", Schema);
        Assert.True((int)made["unions"]! > 200);
    }

    [SkippableFact]
    public async Task Relay_compiles_lists_mutations_and_streams()
    {
        var made = await Node.RunToolAsync("relay.mjs", Schema);
        Assert.True((int)made["lists"]! >= 9);
        Assert.True((int)made["artifacts"]! > (int)made["lists"]!);
    }

    [SkippableFact]
    public async Task Graphql_eslint_finds_nothing_in_the_schema() =>
        Assert.Empty((await Node.RunToolAsync("lint.mjs", Schema))["found"]!.AsArray());
}
