using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;

namespace Graph.Api.Tests.Server.Relay;

/// <summary>What `pageInfo` says of each kind of page, as in the specification of connections.</summary>
public sealed class PageTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    [Fact]
    public async Task Page_info_says_what_lies_on_both_sides()
    {
        var person = await server.SignUpAsync();
        for (var i = 0; i < 3; i++)
        {
            await person.BefriendAsync(await server.SignUpAsync());
        }

        var cursors = (await PageAsync("", "x"))["edges"]!.AsArray().Select(edge => (string)edge!["cursor"]!).ToList();
        Assert.Equal(3, cursors.Count);
        await ExpectAsync("", null, count: 3, next: false, previous: false);
        await ExpectAsync("first: 2", null, count: 2, next: true, previous: false);
        await ExpectAsync("after: $cursor", cursors[0], count: 2, next: false, previous: true);
        await ExpectAsync("before: $cursor", cursors[2], count: 2, next: true, previous: false);
        await ExpectAsync("before: $cursor", cursors[0], count: 0, next: true, previous: false);
        await ExpectAsync("last: 1, before: $cursor", cursors[2], count: 1, next: true, previous: true);
        await ExpectAsync("last: 2", null, count: 2, next: false, previous: true);

        // With `first`, the question is whether there are more up to the cursor.
        await ExpectAsync("first: 2, before: $cursor", cursors[2], count: 2, next: false, previous: false);
        await ExpectAsync("first: 1, before: $cursor", cursors[2], count: 1, next: true, previous: false);

        async Task ExpectAsync(string arguments, string? cursor, int count, bool next, bool previous)
        {
            var page = await PageAsync(arguments, cursor);
            Assert.Equal(
                (count, next, previous),
                (page["edges"]!.AsArray().Count, (bool)page["pageInfo"]!["hasNextPage"]!, (bool)page["pageInfo"]!["hasPreviousPage"]!));
        }

        async Task<JsonNode> PageAsync(string arguments, string? cursor)
        {
            var head = arguments.Contains("$cursor", StringComparison.Ordinal) ? "query($cursor: String)" : "query";
            var list = arguments.Length == 0 ? "friends" : $"friends({arguments})";
            var data = await person.DataAsync(
                $"{head} {{ viewer {{ {list} {{ edges {{ cursor }} pageInfo {{ hasNextPage hasPreviousPage }} }} }} }}", new { cursor });
            return data["viewer"]!["friends"]!;
        }
    }
}
