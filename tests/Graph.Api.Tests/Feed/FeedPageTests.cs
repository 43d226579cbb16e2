using Graph.Api.Tests.Hosting;
using Graph.Domain.Feed;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Feed;

/// <summary>A feed has the same pages for viewers with few and with many friends, for whom it is looked for in another way.</summary>
public sealed class FeedPageTests(FreshServer server) : Scenario(server), IClassFixture<FreshServer>
{
    [Fact]
    public async Task Many_friends_change_no_page_of_a_feed()
    {
        var viewer = await server.PersonAsync();
        var friend = await server.PersonAsync();
        var stranger = await server.PersonAsync();
        await viewer.BefriendAsync(friend);
        await stranger.BefriendAsync(friend);
        for (var i = 0; i < 12; i++)
        {
            await PostAsync(friend, $"from a friend {i}");
            await PostAsync(stranger, $"from a stranger {i}");
        }

        var few = await PagesAsync(viewer);
        await server.Services.GetRequiredService<Units>().WriteAsync(db => db.Set<User>().Where(u => u.Id == viewer.UserId)
            .ExecuteUpdateAsync(set => set.SetProperty(u => u.FriendCount, Feeds.ManyFriends)));
        Assert.Equal(few, await PagesAsync(viewer));
        Assert.True(few.Count >= 12);
    }

    /// <summary>The end of the log has more than a page of lines, of which a stranger wrote half.</summary>
    [Fact]
    public async Task A_long_log_is_first_looked_into_at_its_end_and_no_page_changes()
    {
        var viewer = await server.PersonAsync();
        var friend = await server.PersonAsync();
        var stranger = await server.PersonAsync();
        await viewer.BefriendAsync(friend);
        await PostsAsync("early");
        await server.Services.GetRequiredService<Units>().WriteAsync(db => db.Database.ExecuteSqlAsync(
            $"UPDATE activity SET number = 5000 WHERE number = (SELECT max(number) FROM activity)"));
        await PostsAsync("late");
        var whole = await viewer.DataAsync("{ viewer { feed(first: 100) { nodes { id } } } }");
        var ids = whole["viewer"]!["feed"]!["nodes"]!.AsArray().Select(node => (string)node!["id"]!).ToList();
        var pages = await PagesAsync(viewer);
        Assert.Equal(ids.Count, pages.Count);
        Assert.All(ids.Zip(pages), pair => Assert.Contains(pair.First, pair.Second));

        async Task PostsAsync(string text)
        {
            for (var i = 0; i < 8; i++)
            {
                await PostAsync(friend, $"{text} {i}");
                await PostAsync(stranger, $"{text} {i}");
            }
        }
    }

    /// <summary>Each line of all pages of five, with its cursor, after the number of lines of its page.</summary>
    private static async Task<List<string>> PagesAsync(Somebody viewer)
    {
        var lines = new List<string>();
        for (string? after = null; ;)
        {
            var data = await viewer.DataAsync(
                "query($after: String) { viewer { feed(first: 5, after: $after) { totalCount pageInfo { hasNextPage endCursor } edges { cursor node { id kind } } } } }",
                new { after });
            var page = data["viewer"]!["feed"]!;
            lines.AddRange(page["edges"]!.AsArray().Select(edge => $"{page["totalCount"]} {edge!.ToJsonString()}"));
            if (!(bool)page["pageInfo"]!["hasNextPage"]!)
            {
                return lines;
            }

            after = (string)page["pageInfo"]!["endCursor"]!;
        }
    }

    private static Task PostAsync(Somebody author, string text) => author.DoAsync(
        "mutation($input: CreatePostInput!) { createPost(input: $input) { post { id } errors { __typename } } }",
        new { text, visibility = "PUBLIC" });
}
