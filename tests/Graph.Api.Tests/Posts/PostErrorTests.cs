using System.Text.Json.Nodes;
using Graph.Api.Tests.Hosting;
using Graph.Api.Tests.Server.Errors.Declared;
using Graph.Domain.Posts;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using static Graph.Api.Tests.Server.Errors.Declared.Attempts;

namespace Graph.Api.Tests.Posts;

/// <summary>What posts, comments, likes and reports are refused for.</summary>
public sealed class PostErrorTests(Stage stage) : ProvocationTests(stage, Table), IClassFixture<Stage>
{
    internal static IReadOnlyList<Provocation> Table { get; } =
    [
        new("createPost", "ValidationError", async stage => await (await stage.Someone).TryAsync("createPost", new { text = "" })),
        new("createPost", "NotFoundError", async stage =>
            await (await stage.Someone).TryAsync("createPost", new { text = "x", community = Unknown("Community") })),
        new("createPost", "CommunityRoleRequiredError", async stage =>
        {
            var community = await (await stage.Someone).FoundAsync();
            return await (await stage.Stranger).TryAsync("createPost", new { text = "x", community });
        }),

        new("updatePost", "ValidationError", async stage =>
        {
            var author = await stage.Someone;
            var post = await author.PostedAsync(new { text = "x", community = await author.FoundAsync() });
            return await author.TryAsync("updatePost", new { post, visibility = "PUBLIC" });
        }),
        new("updatePost", "NotFoundError", stage => UnknownAsync(stage, "updatePost", post => new { post, visibility = "PUBLIC" })),
        new("deletePost", "NotFoundError", stage => UnknownAsync(stage, "deletePost", post => new { post })),
        new("likePost", "NotFoundError", stage => UnknownAsync(stage, "likePost", post => new { post })),
        new("unlikePost", "NotFoundError", stage => UnknownAsync(stage, "unlikePost", post => new { post })),

        new("pinPost", "NotFoundError", stage => UnknownAsync(stage, "pinPost", post => new { post })),
        new("pinPost", "CommunityRoleRequiredError", async stage =>
        {
            var owner = await stage.Someone;
            var post = await owner.PostedAsync(new { text = "x", community = await owner.FoundAsync(new { membersOnly = false }) });
            return await (await stage.Stranger).TryAsync("pinPost", new { post });
        }),
        new("pinPost", "PostLimitError", async stage =>
        {
            var owner = await stage.Someone;
            var community = await owner.FoundAsync();
            for (var i = 0; ; i++)
            {
                var payload = await owner.TryAsync("pinPost", new { post = await owner.PostedAsync(new { text = "x", community }) });
                if (i == Post.MaxPinned)
                {
                    return payload;
                }
            }
        }),

        new("commentOnPost", "ValidationError", stage => UnknownAsync(stage, "commentOnPost", post => new { post, text = "" })),
        new("commentOnPost", "NotFoundError", stage => UnknownAsync(stage, "commentOnPost", post => new { post, text = "x" })),
        new("commentOnPost", "PostLimitError", async stage =>
        {
            var author = await stage.Someone;
            var post = await author.PostedAsync(new { text = "x" });
            var id = To<PostId>(post);
            await stage.ChangeAsync(db => db.Set<Post>().Where(p => p.Id == id)
                .ExecuteUpdateAsync(set => set.SetProperty(p => p.CommentCount, Post.MaxComments)));
            return await author.TryAsync("commentOnPost", new { post, text = "x" });
        }),
        new("deleteComment", "NotFoundError", async stage =>
            await (await stage.Someone).TryAsync("deleteComment", new { comment = Unknown("Comment") })),

        new("reportContent", "ValidationError", stage => UnknownAsync(stage, "reportContent", subject => new { subject, reason = "" })),
        new("reportContent", "NotFoundError", stage => UnknownAsync(stage, "reportContent", subject => new { subject, reason = "x" })),
        new("hideContent", "ValidationError", stage => OfAdminAsync(stage, "")),
        new("hideContent", "NotFoundError", stage => OfAdminAsync(stage, "x")),
    ];

    public static TheoryData<string, string> Rows => Provocation.Rows(Table);

    [Theory]
    [MemberData(nameof(Rows))]
    public Task A_declared_error_comes(string mutation, string error) => ComesAsync(mutation, error);

    private static async Task<JsonNode> UnknownAsync(Stage stage, string mutation, Func<string, object> input) =>
        await (await stage.Someone).TryAsync(mutation, input(Unknown("Post")));

    private static async Task<JsonNode> OfAdminAsync(Stage stage, string reason)
    {
        var admin = await stage.SignUpAsync();
        await stage.Services.GetRequiredService<Profiles>().GrantAsync(admin.Phone, Role.Admin);
        return await admin.TryAsync("hideContent", new { subject = Unknown("Post"), reason });
    }
}
