using Graph.Api.Tests.Friendships;
using Graph.Api.Tests.Hosting;

namespace Graph.Api.Tests.Posts;

/// <summary>
/// Who sees which post, by each way that leads to it. All posts are there before anything ends, so that each case shows that
/// what ends acts on the past.
/// </summary>
public sealed class PostPrivacyTests(PostWorld world) : Scenario(world), IClassFixture<PostWorld>
{
    private const string All = "node posts community feed like";
    private const string Nothing = "";

    [Theory]
    [InlineData("public", "author", "node posts like")]
    [InlineData("public", "friend", "node posts feed like")]
    [InlineData("public", "stranger", "node posts like")]
    [InlineData("public", "unfriended", "node posts like")]
    [InlineData("public", "blocked", Nothing)]
    [InlineData("public", "blocker", Nothing)]
    [InlineData("public", "nobody", Nothing)]
    [InlineData("friends", "author", "node posts like")]
    [InlineData("friends", "friend", "node posts feed like")]
    [InlineData("friends", "stranger", Nothing)]
    [InlineData("friends", "unfriended", Nothing)]
    [InlineData("friends", "blocked", Nothing)]
    [InlineData("friends", "blocker", Nothing)]
    [InlineData("friends", "nobody", Nothing)]
    [InlineData("parties", "author", "node posts like")]
    [InlineData("parties", "friend", Nothing)]
    [InlineData("parties", "stranger", Nothing)]
    [InlineData("parties", "nobody", Nothing)]
    [InlineData("members", "author", "node posts community like")]
    [InlineData("members", "member", All)]
    [InlineData("members", "friend", Nothing)]
    [InlineData("members", "stranger", Nothing)]
    [InlineData("members", "former", Nothing)]
    [InlineData("members", "removed", Nothing)]
    [InlineData("members", "invited", Nothing)]
    [InlineData("members", "blocked", Nothing)]
    [InlineData("members", "blocker", Nothing)]
    [InlineData("members", "nobody", Nothing)]
    [InlineData("open", "author", "node posts community like")]
    [InlineData("open", "member", All)]
    [InlineData("open", "friend", "node posts community like")]
    [InlineData("open", "stranger", "node posts community like")]
    [InlineData("open", "former", "node posts community like")]
    [InlineData("open", "removed", "node posts community like")]
    [InlineData("open", "blocked", Nothing)]
    [InlineData("open", "blocker", Nothing)]
    [InlineData("open", "nobody", Nothing)]
    [InlineData("secret", "author", "node posts community like")]
    [InlineData("secret", "member", All)]
    [InlineData("secret", "friend", Nothing)]
    [InlineData("secret", "invited", Nothing)]
    [InlineData("secret", "former", Nothing)]
    [InlineData("secret", "nobody", Nothing)]
    [InlineData("left", "author", "node posts")]
    [InlineData("left", "member", All)]
    [InlineData("left", "stranger", Nothing)]
    public async Task A_post_is_seen_by_those_alone_who_may_see_it_now(string post, string viewer, string ways)
    {
        var (people, posts) = await world.Ready;
        Assert.Equal(ways, string.Join(' ', await WaysAsync(viewer == "nobody" ? null : people[viewer], people["author"], posts[post])));
    }

    [Theory]
    [InlineData("members", "stranger", true)]
    [InlineData("members", "nobody", true)]
    [InlineData("members", "removed", true)]
    [InlineData("secret", "member", true)]
    [InlineData("secret", "invited", true)]
    [InlineData("secret", "friend", false)]
    [InlineData("secret", "former", false)]
    [InlineData("secret", "nobody", false)]
    public async Task A_community_by_invitation_exists_for_its_members_and_for_whom_they_invited(string post, string viewer, bool isSeen)
    {
        var (people, posts) = await world.Ready;
        var client = viewer == "nobody" ? world.Client() : people[viewer].Client;
        var seen = await client.DataAsync(
            "query($id: ID!) { node(id: $id) { id } communities(first: 100) { nodes { id } } }", new { id = posts[post].Community });
        Assert.Equal(isSeen, seen["node"] is not null);
        Assert.Equal(isSeen, seen["communities"]!["nodes"]!.AsArray().Any(node => (string)node!["id"]! == posts[post].Community));
    }

    [Fact]
    public async Task What_one_cannot_see_cannot_be_told_from_what_is_not_there()
    {
        var (people, posts) = await world.Ready;
        var stranger = people["stranger"];
        foreach (var (mutation, input) in new (string, object)[]
        {
            ("likePost", new { post = posts["friends"].Id }),
            ("unlikePost", new { post = posts["friends"].Id }),
            ("commentOnPost", new { post = posts["friends"].Id, text = "x" }),
            ("reportContent", new { subject = posts["friends"].Id, reason = "x" }),
            ("deletePost", new { post = posts["friends"].Id }),
            ("pinPost", new { post = posts["members"].Id }),
            ("joinCommunity", new { community = posts["secret"].Community }),
            ("leaveCommunity", new { community = posts["secret"].Community }),
            ("createPost", new { text = "x", community = posts["secret"].Community }),
        })
        {
            Assert.Equal("NOT_FOUND", (await stranger.ActAsync(mutation, input)).CodeOf());
        }
    }

    [Fact]
    public async Task Former_members_and_strangers_see_no_list_of_members()
    {
        var (people, posts) = await world.Ready;
        const string query = "query($id: ID!) { node(id: $id) { ... on Community { memberCount members { totalCount } moderators { id } joinRequests { totalCount } } } }";
        foreach (var viewer in new[] { "stranger", "former", "removed", "invited" })
        {
            var seen = (await people[viewer].DataAsync(query, new { id = posts["members"].Community }))["node"]!;
            Assert.Null(seen["members"]);
            Assert.Null(seen["moderators"]);
            Assert.Null(seen["joinRequests"]);
        }

        var member = (await people["member"].DataAsync(query, new { id = posts["members"].Community }))["node"]!;
        Assert.Equal((int)member["memberCount"]!, (int)member["members"]!["totalCount"]!);
        var blocked = (await people["blocked"].DataAsync(query, new { id = posts["members"].Community }))["node"]!;
        Assert.Equal((int)member["memberCount"]! - 1, (int)blocked["memberCount"]!);
        Assert.Equal((int)blocked["memberCount"]!, (int)blocked["members"]!["totalCount"]!);
    }

    private async Task<List<string>> WaysAsync(Somebody? viewer, Somebody author, (string Id, string Community) post)
    {
        var client = viewer?.Client ?? world.Client();
        var ways = new List<string>();
        Note("node", (await client.DataAsync("query($id: ID!) { node(id: $id) { id } }", new { id = post.Id }))["node"] is not null);
        Note("posts", viewer is not null && Holds(await client.DataAsync(
            "query($id: ID!) { node(id: $id) { ... on User { posts(first: 100) { totalCount nodes { id } } } } }", new { id = author.Id }), post.Id));
        Note("community", Holds(await client.DataAsync(
            "query($id: ID!) { node(id: $id) { ... on Community { posts(first: 100) { totalCount nodes { id } } pinnedPosts { id } } } }", new { id = post.Community }), post.Id));
        Note("feed", viewer is not null && (await viewer.FeedAsync()).Contains(post.Id));
        Note("like", viewer is not null && (await viewer.LikeAsync(post.Id))["errors"] is null);
        return ways;

        void Note(string way, bool isSeen)
        {
            if (isSeen)
            {
                ways.Add(way);
            }
        }

        static bool Holds(System.Text.Json.Nodes.JsonNode data, string id) => data.ToJsonString().Contains(id, StringComparison.Ordinal);
    }
}

/// <summary>An author with posts of each kind, and people who stand to the author and the communities in every way.</summary>
public sealed class PostWorld : GraphServer
{
    private readonly Lazy<Task<(Dictionary<string, Somebody>, Dictionary<string, (string, string)>)>> _ready;

    public PostWorld() => _ready = new(MakeAsync);

    public Task<(Dictionary<string, Somebody> People, Dictionary<string, (string Id, string Community)> Posts)> Ready => _ready.Value;

    private async Task<(Dictionary<string, Somebody>, Dictionary<string, (string, string)>)> MakeAsync()
    {
        var people = new Dictionary<string, Somebody>();
        foreach (var name in new[] { "author", "friend", "stranger", "unfriended", "blocked", "blocker", "member", "former", "removed", "invited" })
        {
            people[name] = await this.SignUpAsync();
        }

        var (author, owner) = (people["author"], await this.PersonAsync());
        foreach (var name in new[] { "friend", "unfriended", "blocked", "blocker" })
        {
            await author.BefriendAsync(people[name]);
        }

        await owner.BefriendAsync(people["invited"]);
        var posts = new Dictionary<string, (string, string)>();
        var nowhere = await owner.FoundAsync();
        foreach (var visibility in new[] { "PUBLIC", "FRIENDS", "PARTIES" })
        {
            posts[visibility.ToLowerInvariant()] = (await author.PostedAsync(new { text = visibility, visibility }), nowhere);
        }

        foreach (var kind in new[] { "members", "open", "secret", "left" })
        {
            // A community by invitation is open until all are in it.
            var community = await owner.FoundAsync(new { membersOnly = kind != "open" });
            foreach (var name in new[] { "author", "member", "former", "removed", "blocked", "blocker" })
            {
                await people[name].JoinAsync(community);
            }

            posts[kind] = (await author.PostedAsync(new { text = kind, community }), community);
            await people["former"].MustAsync("leaveCommunity", new { community });
            await owner.MustAsync("removeCommunityMember", new { community, user = people["removed"].Id });
            await owner.MustAsync("inviteToCommunity", new { community, users = new[] { people["invited"].Id } });
            if (kind == "secret")
            {
                await owner.MustAsync("updateCommunity", new { community, admission = "BY_INVITATION" });
            }
            else if (kind == "left")
            {
                await author.MustAsync("leaveCommunity", new { community });
            }
        }

        await author.MustAsync("removeFriend", new { user = people["unfriended"].Id });
        await author.BlockAsync(people["blocked"]);
        await people["blocker"].BlockAsync(author);
        return (people, posts);
    }
}
