using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;

namespace Graph.Api.Tests.Friendships;

/// <summary>Lists of people in the order of their names, and finding one of them.</summary>
public sealed class NameOrderTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    private static readonly string[] Names = ["阿里", "重庆", "李四", "张三", "alice", "Bob", "bob", "Zoe"];

    [Theory]
    [InlineData("friends(order: [{ name: ASC }], first: 3, after: $after)", false)]
    [InlineData("friends(order: [{ name: DESC }], first: 3, after: $after)", true)]
    [InlineData("user { friends(first: 3, after: $after) { nodes { displayName } pageInfo { hasNextPage endCursor } } }", false)]
    public async Task A_list_by_name_is_in_the_order_that_people_expect(string list, bool down)
    {
        var me = await server.SignUpAsync();
        foreach (var name in Names.Index().OrderBy(item => item.Index * 5 % 8).Select(item => item.Item))
        {
            var friend = await server.SignUpAsync(name);
            await friend.BefriendAsync(me);
        }

        var query = list.Contains('{', StringComparison.Ordinal) && list.EndsWith('}') ? list : list + " { nodes { displayName } pageInfo { hasNextPage endCursor } }";
        var found = new List<string>();
        string? after = null;
        do
        {
            var data = (await me.DataAsync($"query($after: String) {{ viewer {{ {query} }} }}", new { after }))["viewer"]!;
            var page = Page(data);
            found.AddRange(page["nodes"]!.AsArray().Select(node => (string)node!["displayName"]!));
            after = (bool)page["pageInfo"]!["hasNextPage"]! ? (string)page["pageInfo"]!["endCursor"]! : null;
        }
        while (after is not null && found.Count < 20);

        var expected = down ? Names.Reverse() : Names;
        Assert.Equal(expected.Select(name => name.ToUpperInvariant()), found.Select(name => name.ToUpperInvariant()));
    }

    [Fact]
    public async Task Mutual_friends_are_in_the_order_of_their_names()
    {
        var (me, other) = (await server.SignUpAsync(), await server.SignUpAsync());
        foreach (var name in new[] { "Zoe", "张三", "alice", "Bob" })
        {
            var shared = await server.SignUpAsync(name);
            await shared.BefriendAsync(me);
            await shared.BefriendAsync(other);
        }

        var data = await me.DataAsync("query($id: ID!) { node(id: $id) { ... on User { mutualFriends { nodes { displayName } } } } }", new { id = other.Id });
        Assert.Equal(["张三", "alice", "Bob", "Zoe"], data["node"]!["mutualFriends"]!["nodes"]!.AsArray().Select(node => (string)node!["displayName"]!));
    }

    [Theory]
    [InlineData("Wang_F")]
    [InlineData("wang_f")]
    [InlineData(" @WANG_F\n")]
    [InlineData("＠ｗａｎｇ＿ｆ")]
    [InlineData("买买提.吐")]
    [InlineData("买买提・吐")]
    [InlineData("\u200B买买提·吐\u200B")]
    [InlineData("老王ABC")]
    [InlineData("老王ａｂｃ")]
    public async Task A_friend_is_found_however_the_text_is_typed(string search)
    {
        var (me, friend) = (await server.SignUpAsync(), await server.SignUpAsync("买买提·吐尔逊"));
        await friend.BefriendAsync(me);
        await me.DoAsync(
            "mutation($input: UpdateFriendInput!) { updateFriend(input: $input) { errors { __typename } } }", new { user = friend.Id, alias = "老王Abc" });
        var text = search.Replace("Wang_F", friend.Handle.ToUpperInvariant(), StringComparison.Ordinal)
            .Replace("wang_f", friend.Handle, StringComparison.Ordinal)
            .Replace("WANG_F", friend.Handle.ToUpperInvariant(), StringComparison.Ordinal)
            .Replace("ｗａｎｇ＿ｆ", string.Concat(friend.Handle.Select(letter => (char)(letter + 0xFEE0))), StringComparison.Ordinal);
        var data = await me.DataAsync("query($s: String) { viewer { friends(where: { search: $s }) { nodes { id } } } }", new { s = text });
        Assert.Equal(friend.Id, (string)Assert.Single(data["viewer"]!["friends"]!["nodes"]!.AsArray())!["id"]!);
    }

    [Theory]
    [InlineData("0086{0}")]
    [InlineData("+86 {0}")]
    [InlineData(" 86-{0}\n")]
    [InlineData("(+86) {0}")]
    public async Task A_phone_is_found_with_its_prefix(string form)
    {
        var (me, other) = (await server.SignUpAsync(), await server.SignUpAsync());
        var typed = string.Format(System.Globalization.CultureInfo.InvariantCulture, form, $"{other.Phone[..3]}\u2013{other.Phone[3..7]} {other.Phone[7..]}");
        var data = await me.DataAsync("query($s: String!) { users(search: $s) { nodes { id } } }", new { s = typed });
        Assert.Equal(other.Id, (string)Assert.Single(data["users"]!["nodes"]!.AsArray())!["id"]!);
    }

    private static JsonNode Page(JsonNode data)
    {
        while (data["nodes"] is null)
        {
            data = data.AsObject().Single().Value!;
        }

        return data;
    }
}
