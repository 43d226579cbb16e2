using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;

namespace Graph.Api.Tests.Posts;

/// <summary>What people do with posts, as a front end would write it.</summary>
internal static class PostActs
{
    private const string Errors = "errors { __typename ... on Error { code message } }";

    public static Task<JsonNode> PostAsync(this Somebody author, object input) => author.DoAsync(
        $$"""
        mutation($input: CreatePostInput!) { createPost(input: $input) {
          post { id text imageUrls visibility pinned author { id } community { id } promotes { id } mentions { handle } likeCount commentCount }
          {{Errors}} } }
        """,
        input);

    public static async Task<string> PostedAsync(this Somebody author, object input) => (await author.PostAsync(input)).Node("post");

    public static async Task<string> CommentedAsync(this Somebody author, string post, string text = "Well said", string? replyTo = null) =>
        (await author.CommentAsync(post, text, replyTo)).Node("comment");

    public static Task<JsonNode> CommentAsync(this Somebody author, string post, string text, string? replyTo = null) => author.DoAsync(
        $$"""mutation($input: CommentOnPostInput!) { commentOnPost(input: $input) { comment { id text author { id } replyTo { id } post { commentCount } } {{Errors}} } }""",
        new { post, text, replyTo });

    public static Task<JsonNode> LikeAsync(this Somebody person, string post) => person.DoAsync(
        $$"""mutation($input: LikePostInput!) { likePost(input: $input) { post { viewerLikes likeCount } {{Errors}} } }""", new { post });

    public static Task<JsonNode> UnlikeAsync(this Somebody person, string post) => person.DoAsync(
        $$"""mutation($input: UnlikePostInput!) { unlikePost(input: $input) { post { viewerLikes likeCount } {{Errors}} } }""", new { post });

    /// <summary>A mutation of which only the errors matter.</summary>
    public static Task<JsonNode> ActAsync(this Somebody person, string mutation, object input) => person.DoAsync(
        $"mutation($input: {char.ToUpperInvariant(mutation[0])}{mutation[1..]}Input!) {{ {mutation}(input: $input) {{ {Errors} }} }}", input);

    /// <summary>Acts, and requires that nothing is refused.</summary>
    public static async Task MustAsync(this Somebody person, string mutation, object input)
    {
        var payload = await person.ActAsync(mutation, input);
        Assert.True(payload["errors"] is null, $"{mutation}: {payload.ToJsonString()}");
    }

    public static async Task<bool> SeesAsync(this Somebody person, string id) =>
        (await person.DataAsync("query($id: ID!) { node(id: $id) { id } }", new { id }))["node"] is not null;

    /// <summary>The kinds of a person's notifications, the latest first.</summary>
    public static async Task<List<string>> NoticesAsync(this Somebody person) =>
        [.. (await person.DataAsync("{ viewer { notifications { nodes { kind } } } }"))["viewer"]!["notifications"]!["nodes"]!.AsArray()
            .Select(node => (string)node!["kind"]!)];

    /// <summary>The ids of the posts in a person's feed.</summary>
    public static async Task<List<string>> FeedAsync(this Somebody person) =>
        [.. (await person.DataAsync("{ viewer { feed(where: { kind: { eq: POSTED } }) { nodes { subject { ... on Post { id } } } } } }"))
            ["viewer"]!["feed"]!["nodes"]!.AsArray().Select(node => (string)node!["subject"]!["id"]!)];

    public static async Task<string> FoundAsync(this Somebody founder, object? change = null)
    {
        var input = new Dictionary<string, object?> { ["name"] = "Night runners", ["about"] = "Every Wednesday" };
        foreach (var property in change?.GetType().GetProperties() ?? [])
        {
            input[property.Name] = property.GetValue(change);
        }

        return (await founder.DoAsync(
            $$"""mutation($input: CreateCommunityInput!) { createCommunity(input: $input) { community { id } {{Errors}} } }""", input)).Node("community");
    }

    public static Task JoinAsync(this Somebody person, string community) => person.MustAsync("joinCommunity", new { community });

    /// <summary>The id of what a payload returned.</summary>
    public static string Node(this JsonNode payload, string field)
    {
        Assert.True(payload["errors"] is null, payload.ToJsonString());
        return (string)payload[field]!["id"]!;
    }
}
