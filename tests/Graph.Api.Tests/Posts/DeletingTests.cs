using System.Text.Json.Nodes;
using Graph.Api.Tests.Friendships;
using Graph.Api.Tests.Hosting;

namespace Graph.Api.Tests.Posts;

/// <summary>Who can delete posts and comments, as `viewerCanDelete` says before and the mutations show after.</summary>
public sealed class DeletingTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    [Fact]
    public async Task Deleting_shows_where_it_was()
    {
        var (owner, author) = (await server.PersonAsync(), await server.SignUpAsync());
        var community = await owner.FoundAsync(new { membersOnly = false });
        await author.JoinAsync(community);
        var post = await author.PostedAsync(new { text = "Within", community });
        var comment = await author.CommentedAsync(post);
        await author.CommentedAsync(post);
        var left = await author.DoAsync(
            "mutation($input: DeleteCommentInput!) { deleteComment(input: $input) { deletedId post { id commentCount } errors { __typename } } }", new { comment });
        Assert.Equal((comment, post, 1), ((string)left["deletedId"]!, (string)left["post"]!["id"]!, (int)left["post"]!["commentCount"]!));
        const string Delete = "mutation($input: DeletePostInput!) { deletePost(input: $input) { deletedId community { id } errors { __typename } } }";
        var gone = await author.DoAsync(Delete, new { post });
        Assert.Equal((post, community), ((string)gone["deletedId"]!, (string)gone["community"]!["id"]!));
        Assert.Null((await author.DoAsync(Delete, new { post = await author.PostedAsync(new { text = "For all" }) }))["community"]);
        var late = await author.DoAsync(
            "mutation($input: DeleteCommentInput!) { deleteComment(input: $input) { deletedId post { id } errors { __typename } } }", new { comment });
        Assert.Equal((comment, null), ((string)late["deletedId"]!, late["post"]));
    }

    [Fact]
    public async Task What_says_that_it_can_be_deleted_can_and_nothing_else_can()
    {
        var (owner, moderator) = (await server.PersonAsync(), await server.SignUpAsync());
        var (author, commenter) = (await server.SignUpAsync(), await server.SignUpAsync());
        var (member, former, stranger) = (await server.SignUpAsync(), await server.SignUpAsync(), await server.SignUpAsync());
        var community = await owner.FoundAsync(new { membersOnly = false });
        foreach (var person in new[] { moderator, author, commenter, member, former })
        {
            await person.JoinAsync(community);
        }

        foreach (var person in new[] { moderator, former })
        {
            await owner.MustAsync("setCommunityRole", new { community, user = person.Id, role = "MODERATOR" });
        }

        await former.MustAsync("leaveCommunity", new { community });
        await author.BlockAsync(moderator);
        foreach (var (viewer, ofPost, ofComment) in new[]
        {
            (author, true, true), (commenter, false, true), (owner, true, true), (moderator, true, true),
            (member, false, false), (former, false, false), (stranger, false, false),
        })
        {
            await AssertAsync(viewer, new { text = "Within", community }, ofPost, ofComment);
        }

        foreach (var (viewer, ofPost, ofComment) in new[]
        {
            (author, true, true), (commenter, false, true), (owner, false, false), (stranger, false, false),
        })
        {
            await AssertAsync(viewer, new { text = "For all", visibility = "PUBLIC" }, ofPost, ofComment);
        }

        async Task AssertAsync(Somebody viewer, object input, bool ofPost, bool ofComment)
        {
            var post = await author.PostedAsync(input);
            var comment = await commenter.CommentedAsync(post);
            var seen = await viewer.DataAsync(
                """
                query($post: ID!, $comment: ID!) {
                  post: node(id: $post) { ... on Post { viewerCanDelete } } comment: node(id: $comment) { ... on Comment { viewerCanDelete } } }
                """,
                new { post, comment });
            Assert.Equal((ofPost, ofComment), ((bool)seen["post"]!["viewerCanDelete"]!, (bool)seen["comment"]!["viewerCanDelete"]!));
            Assert.Equal(ofComment, IsDone(await viewer.ActAsync("deleteComment", new { comment })));
            Assert.Equal(ofPost, IsDone(await viewer.ActAsync("deletePost", new { post })));
        }
    }

    private static bool IsDone(JsonNode payload) => payload["errors"] is null;
}
