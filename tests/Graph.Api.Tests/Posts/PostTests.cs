using System.Text.Json.Nodes;
using Graph.Api.Tests.Deals;
using Graph.Api.Tests.Friendships;
using Graph.Api.Tests.Hosting;
using Graph.Domain.Users.Accounts;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Posts;

public sealed class PostTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    [Fact]
    public async Task A_post_has_text_pictures_a_deal_and_a_visibility()
    {
        var author = await server.SignUpAsync();
        var shop = await server.OpenShopAsync();
        var deal = await shop.SellAsync(DateTimeOffset.UtcNow);
        string[] imageUrls = ["https://example.com/1.jpg", "https://example.com/2.jpg"];
        var post = (await author.PostAsync(new { text = " 西湖 \n好看 ", imageUrls, visibility = "PUBLIC", deal }))["post"]!;
        Assert.Equal("西湖\n好看", (string)post["text"]!);
        Assert.Equal(imageUrls, post["imageUrls"]!.AsArray().Select(url => (string)url!));
        Assert.Equal(("PUBLIC", deal, author.Id), ((string)post["visibility"]!, (string)post["promotes"]!["id"]!, (string)post["author"]!["id"]!));
        Assert.Equal("FRIENDS", (string)(await author.PostAsync(new { text = "x" }))["post"]!["visibility"]!);
        Assert.Null((await author.PostAsync(new { text = "", imageUrls }))["errors"]);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("x", "http://example.com/a.jpg")]
    [InlineData("x", "https://localhost/a.jpg")]
    [InlineData("x", "https://router/a.jpg")]
    [InlineData("x", "https://127.0.0.1/a.jpg")]
    [InlineData("x", "https://192.168.1.1/a.jpg")]
    [InlineData("x", "https://0x7f000001/a.jpg")]
    [InlineData("x", "https://2130706433/a.jpg")]
    [InlineData("x", "https://[::1]/a.jpg")]
    [InlineData("x", "https://printer.local/a.jpg")]
    [InlineData("x", "https://nas.home.arpa/a.jpg")]
    [InlineData("x", "https://metadata.google.internal/a.jpg")]
    [InlineData("x", "https://user@example.com/a.jpg")]
    [InlineData("x", "javascript:alert(1)")]
    public async Task What_is_no_post_is_refused(string text, string? image)
    {
        var author = await server.SignUpAsync();
        Assert.Equal("VALIDATION", (await author.PostAsync(new { text, imageUrls = image is null ? [] : new[] { image } })).CodeOf());
    }

    [Fact]
    public async Task Lengths_are_counted_as_people_see_them()
    {
        var author = await server.SignUpAsync();
        var family = string.Concat(Enumerable.Repeat("👨‍👩‍👧‍👦", 1_000));
        Assert.Null((await author.PostAsync(new { text = family }))["errors"]);
        Assert.Equal("VALIDATION", (await author.PostAsync(new { text = new string('x', 2_001) })).CodeOf());
        Assert.Equal("VALIDATION", (await author.PostAsync(new { text = "x", imageUrls = Enumerable.Repeat("https://example.com/a.jpg", 10) })).CodeOf());
    }

    [Fact]
    public async Task Comments_and_likes_are_counted_and_leave_out_whom_a_block_hides()
    {
        var (author, friend, hidden) = (await server.SignUpAsync(), await server.SignUpAsync(), await server.SignUpAsync());
        var post = await author.PostedAsync(new { text = "Hello", visibility = "PUBLIC" });
        var first = await friend.CommentedAsync(post);
        var reply = await hidden.CommentedAsync(post, replyTo: first);
        await friend.CommentedAsync(post, replyTo: reply);
        await friend.LikeAsync(post);
        await friend.LikeAsync(post);
        await hidden.LikeAsync(post);
        await AssertAsync(friend, post, comments: 3, likes: 2);
        await friend.BlockAsync(hidden);
        await AssertAsync(friend, post, comments: 2, likes: 1);
        await AssertAsync(hidden, post, comments: 1, likes: 1);
        await AssertAsync(author, post, comments: 3, likes: 2);
        Assert.False(await friend.SeesAsync(reply));
        var last = (await LookAsync(friend, post))["comments"]!["nodes"]![1]!;
        Assert.Null(last["replyTo"]);
        Assert.Equal("NOT_FOUND", (await friend.CommentAsync(post, "Again", reply)).CodeOf());
        Assert.False((bool)(await friend.UnlikeAsync(post))["post"]!["viewerLikes"]!);
        await friend.UnlikeAsync(post);
        await AssertAsync(author, post, comments: 3, likes: 1);
    }

    [Fact]
    public async Task A_deleted_post_is_gone_for_everybody_and_also_from_notifications()
    {
        var (author, friend) = await FriendsAsync();
        var post = await author.PostedAsync(new { text = $"Look, @{friend.Handle}" });
        var comment = await friend.CommentedAsync(post);
        await author.CommentedAsync(post, $"Thanks @{friend.Handle}", comment);
        Assert.Contains("POST_MENTIONED", await friend.NoticesAsync());
        Assert.Contains("COMMENT_REPLIED", await friend.NoticesAsync());
        Assert.Contains("POST_COMMENTED", await author.NoticesAsync());
        Assert.Equal([post], await friend.FeedAsync());

        Assert.Equal("NOT_FOUND", (await friend.ActAsync("deletePost", new { post })).CodeOf());
        await author.MustAsync("deletePost", new { post });
        await author.MustAsync("deletePost", new { post });
        foreach (var viewer in new[] { author, friend })
        {
            Assert.False(await viewer.SeesAsync(post));
            Assert.False(await viewer.SeesAsync(comment));
            Assert.Empty(await viewer.FeedAsync());
            Assert.DoesNotContain(await viewer.NoticesAsync(), kind => kind is "POST_MENTIONED" or "POST_COMMENTED" or "COMMENT_REPLIED");
            Assert.Equal("NOT_FOUND", (await viewer.LikeAsync(post)).CodeOf());
        }

        Assert.Equal(0, (int)(await friend.DataAsync("{ viewer { unreadNotificationCount notifications(first: 1) { totalCount } } }"))
            ["viewer"]!["notifications"]!["totalCount"]! - 1);
    }

    [Fact]
    public async Task A_deleted_comment_is_gone_and_its_replies_stay()
    {
        var (author, friend) = await FriendsAsync();
        var post = await author.PostedAsync(new { text = "Hello" });
        var comment = await friend.CommentedAsync(post);
        await author.CommentedAsync(post, replyTo: comment);
        Assert.Equal("NOT_FOUND", (await (await server.SignUpAsync()).ActAsync("deleteComment", new { comment })).CodeOf());
        await author.MustAsync("deleteComment", new { comment });
        await friend.MustAsync("deleteComment", new { comment });
        await AssertAsync(author, post, comments: 1, likes: 0);
        Assert.Null((await LookAsync(author, post))["comments"]!["nodes"]![0]!["replyTo"]);
        Assert.DoesNotContain("POST_COMMENTED", await author.NoticesAsync());
    }

    [Fact]
    public async Task Only_friends_who_may_see_it_are_mentioned_and_each_is_told_once()
    {
        var (author, friend) = await FriendsAsync();
        var stranger = await server.SignUpAsync();
        var text = $"@{friend.Handle} ＠{friend.Handle.ToUpperInvariant()} @{stranger.Handle} @{author.Handle} @nobody_here me@{friend.Handle}.com";
        var post = (await author.PostAsync(new { text, visibility = "PUBLIC" }))["post"]!;
        Assert.Equal([friend.Handle], post["mentions"]!.AsArray().Select(user => (string)user!["handle"]!));
        Assert.Equal(1, (await friend.NoticesAsync()).Count(kind => kind == "POST_MENTIONED"));
        Assert.DoesNotContain("POST_MENTIONED", await stranger.NoticesAsync());

        // A mention says that the two are friends, which only friends of the mentioned learn, unless that person keeps the friends hidden.
        await stranger.BefriendAsync(friend);
        const string Mentions = "query($id: ID!) { node(id: $id) { ... on Post { mentions { handle } } } }";
        Assert.Single((await stranger.DataAsync(Mentions, new { id = (string)post["id"]! }))["node"]!["mentions"]!.AsArray());
        await friend.MustAsync("updateProfile", new { friendsSeeFriends = false });
        Assert.Empty((await stranger.DataAsync(Mentions, new { id = (string)post["id"]! }))["node"]!["mentions"]!.AsArray());
        Assert.Single((await author.DataAsync(Mentions, new { id = (string)post["id"]! }))["node"]!["mentions"]!.AsArray());

        await author.PostedAsync(new { text = $"Secret @{friend.Handle}", visibility = "PARTIES" });
        Assert.Equal(1, (await friend.NoticesAsync()).Count(kind => kind == "POST_MENTIONED"));

        // Who is told of the comment already is not told of the mention too.
        await author.CommentedAsync(await friend.PostedAsync(new { text = "Mine" }), $"Yes @{friend.Handle}");
        Assert.Equal(1, (await friend.NoticesAsync()).Count(kind => kind == "POST_MENTIONED"));
        Assert.Equal(1, (await friend.NoticesAsync()).Count(kind => kind == "POST_COMMENTED"));
    }

    [Fact]
    public async Task A_changed_visibility_acts_on_the_past()
    {
        var (author, friend) = await FriendsAsync();
        var post = await author.PostedAsync(new { text = "Hello" });
        await author.MustAsync("updatePost", new { post, visibility = "PARTIES" });
        Assert.Empty(await friend.FeedAsync());
        Assert.False(await friend.SeesAsync(post));
        await author.MustAsync("updatePost", new { post, visibility = "PUBLIC" });
        Assert.Equal([post], await friend.FeedAsync());
        Assert.True(await (await server.SignUpAsync()).SeesAsync(post));
        Assert.Equal("NOT_FOUND", (await friend.ActAsync("updatePost", new { post, visibility = "FRIENDS" })).CodeOf());
    }

    [Fact]
    public async Task Operators_see_reports_and_hide_what_was_reported()
    {
        var (author, friend) = await FriendsAsync();
        var admin = await server.SignUpAsync();
        await server.Services.GetRequiredService<Profiles>().GrantAsync(admin.Phone, Role.Admin);
        var post = await author.PostedAsync(new { text = "Buy now", visibility = "PUBLIC" });
        var comment = await author.CommentedAsync(post, "Really");
        const string report = "mutation($input: ReportContentInput!) { reportContent(input: $input) { reportedAt errors { ... on Error { code } } } }";
        var at = (string)(await friend.DoAsync(report, new { subject = post, reason = "Spam" }))["reportedAt"]!;
        Assert.Equal(at, (string)(await friend.DoAsync(report, new { subject = post, reason = "Again" }))["reportedAt"]!);
        await friend.DoAsync(report, new { subject = comment, reason = "Spam too" });
        Assert.Equal("VALIDATION", (await author.DoAsync(report, new { subject = post, reason = "Mine" })).CodeOf());

        var mine = (await ReportsAsync(admin)).Where(row => (string)row["author"]!["id"]! == author.Id).ToList();
        Assert.Equal([("POST", "Buy now", "Spam"), ("COMMENT", "Really", "Spam too")], mine.Select(row =>
            ((string)row["kind"]!, (string)row["text"]!, (string)row["reason"]!)));
        Assert.Equal("FORBIDDEN", (await friend.AskAsync("{ contentReports { totalCount } }")).Code);
        Assert.False(await friend.SeesAsync((string)mine[0]["id"]!));
        Assert.Equal("FORBIDDEN", (await friend.AskAsync(
            "mutation($input: HideContentInput!) { hideContent(input: $input) { hidden } }", new { input = new { subject = post, reason = "x" } })).Code);

        // What it closes comes with it, so that a queue on a screen changes.
        const string Hide = "mutation($input: HideContentInput!) { hideContent(input: $input) { reports { id outcome resolvedAt } errors { ... on Error { code } } } }";
        var closed = Assert.Single((await admin.DoAsync(Hide, new { subject = comment, reason = "Advertising" }))["reports"]!.AsArray())!;
        Assert.Equal(((string)mine[1]["id"]!, "HIDDEN"), ((string)closed["id"]!, (string)closed["outcome"]!));
        Assert.NotNull(closed["resolvedAt"]);
        Assert.Empty((await admin.DoAsync(Hide, new { subject = comment, reason = "Again" }))["reports"]!.AsArray());
        await AssertAsync(friend, post, comments: 0, likes: 0);
        await admin.MustAsync("hideContent", new { subject = comment, reason = "A mistake", hidden = false });
        await AssertAsync(friend, post, comments: 1, likes: 0);
        await admin.MustAsync("hideContent", new { subject = post, reason = "Advertising" });
        foreach (var viewer in new[] { author, friend })
        {
            Assert.False(await viewer.SeesAsync(post));
            Assert.False(await viewer.SeesAsync(comment));
            Assert.Empty(await viewer.FeedAsync());
        }

        Assert.Equal("CONTENT_HIDDEN", (await author.NoticesAsync())[0]);
        Assert.DoesNotContain(await ReportsAsync(admin), row => (string)row["author"]!["id"]! == author.Id);
        await admin.MustAsync("hideContent", new { subject = post, reason = "A mistake", hidden = false });
        Assert.Equal([post], await friend.FeedAsync());
        Assert.True(await friend.SeesAsync(comment));
    }

    private async Task<(Somebody Author, Somebody Friend)> FriendsAsync()
    {
        var (author, friend) = (await server.SignUpAsync(), await server.SignUpAsync());
        await author.BefriendAsync(friend);
        return (author, friend);
    }

    private static async Task<List<JsonNode>> ReportsAsync(Somebody admin) =>
        [.. (await admin.DataAsync("{ contentReports(first: 100) { nodes { id kind text reason author { id } reporter { id } outcome } } }"))
            ["contentReports"]!["nodes"]!.AsArray().Select(node => node!)];

    private static async Task<JsonNode> LookAsync(Somebody viewer, string post) => (await viewer.DataAsync(
        """
        query($post: ID!) { node(id: $post) { ... on Post { commentCount likeCount
          comments { totalCount nodes { id author { id } replyTo { id } } } likedBy { totalCount nodes { id } } } } }
        """,
        new { post }))["node"]!;

    private static async Task AssertAsync(Somebody viewer, string post, int comments, int likes)
    {
        var seen = await LookAsync(viewer, post);
        Assert.Equal((comments, comments, comments), (
            (int)seen["commentCount"]!, (int)seen["comments"]!["totalCount"]!, seen["comments"]!["nodes"]!.AsArray().Count));
        Assert.Equal((likes, likes, likes), (
            (int)seen["likeCount"]!, (int)seen["likedBy"]!["totalCount"]!, seen["likedBy"]!["nodes"]!.AsArray().Count));
    }

    [Fact]
    public async Task A_comment_that_is_shown_again_brings_nothing_back_of_a_deleted_post()
    {
        var (author, friend) = await FriendsAsync();
        var admin = await server.SignUpAsync();
        await server.Services.GetRequiredService<Profiles>().GrantAsync(admin.Phone, Role.Admin);
        var post = await author.PostedAsync(new { text = "Look" });
        var comment = await friend.CommentedAsync(post);
        Assert.Contains("POST_COMMENTED", await author.NoticesAsync());
        await admin.MustAsync("hideContent", new { subject = comment, reason = "Advertising" });
        await author.MustAsync("deletePost", new { post });
        await admin.MustAsync("hideContent", new { subject = comment, reason = "A mistake", hidden = false });
        Assert.DoesNotContain("POST_COMMENTED", await author.NoticesAsync());
    }
}
