using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Server.Loading;

namespace Graph.Api.Tests.Server.Relay;

/// <summary>A list that is asked for its items alone does not read what cursors and edges are made of.</summary>
public sealed class ItemsAloneTests(CountingServer server) : Scenario(server), IClassFixture<CountingServer>
{
    [Theory]
    [InlineData("nodes { handle }", false)]
    [InlineData("edges { node { handle } } totalCount pageInfo { hasNextPage hasPreviousPage }", false)]
    [InlineData("nodes { handle } ...More", false)]
    [InlineData("nodes { handle } edges { node { id } friendship { tags } }", true)]
    [InlineData("edges { node { handle } cursor }", true)]
    [InlineData("nodes { handle } pageInfo { endCursor }", true)]
    [InlineData("nodes { handle } edges @include(if: true) { node { id } }", true)]
    public async Task Friends_come_without_their_friendships_when_nothing_shows_these(string selection, bool isWhole)
    {
        var viewer = await server.SignUpAsync();
        await viewer.BefriendAsync(await server.SignUpAsync("Wang"));
        server.Log.Clear();
        await viewer.DataAsync($$"""
            { viewer { friends(first: 1) { {{selection}} } } } {{(selection.Contains("More", StringComparison.Ordinal) ? "fragment More on FriendConnection { totalCount }" : "")}}
            """);
        // SQLite's names are in quotes, and PostgreSQL's are not.
        var page = Assert.Single(server.Log.OfRequests.Select(line => line.Replace("\"", "", StringComparison.Ordinal)), line =>
            line.Contains("Executed", StringComparison.Ordinal)
            && line.Contains("FROM friendship", StringComparison.Ordinal)
            && line.Contains("LIMIT", StringComparison.Ordinal));
        Assert.Equal(isWhole, page.Contains(".tags", StringComparison.Ordinal));
    }
}
