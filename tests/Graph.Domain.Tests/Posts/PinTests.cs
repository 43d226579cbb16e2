using Graph.Domain.Posts;
using Graph.Domain.Posts.Reports;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Communities;
using Graph.Domain.Tests.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Posts;

/// <summary>A community has as many pinned posts as may be, also when one of them was hidden for a while.</summary>
public sealed class PinTests
{
    [Fact]
    public async Task A_pinned_post_that_is_shown_again_keeps_its_pin_only_when_there_is_room()
    {
        await using var database = await TestDatabase.CreateAsync();
        var town = new Town(database);
        var (owner, admin) = (await town.PersonAsync(), await town.PersonAsync());
        var community = await town.FoundAsync(owner);
        var posts = new List<PostId>();
        for (var i = 0; i <= Post.MaxPinned; i++)
        {
            posts.Add(await town.PostAsync(owner, community));
        }

        var (writer, reports) = (database.Get<PostWriter>(), database.Get<ContentReports>());
        foreach (var post in posts.Take(Post.MaxPinned))
        {
            await writer.PinAsync(owner, post, isPinned: true);
        }

        await reports.HideAsync(admin, posts[0], isHidden: true, "Spam");
        await reports.HideAsync(admin, posts[0], isHidden: false, "It is none.");
        Assert.Equal(posts.Take(Post.MaxPinned).ToHashSet(), await PinnedAsync());
        await reports.HideAsync(admin, posts[0], isHidden: true, "Spam");
        await writer.PinAsync(owner, posts[^1], isPinned: true);
        await reports.HideAsync(admin, posts[0], isHidden: false, "It is none.");
        Assert.Equal(posts.Skip(1).ToHashSet(), await PinnedAsync());
        Assert.IsType<PostLimitError>((await Assert.ThrowsAsync<DomainException>(() => writer.PinAsync(owner, posts[0], isPinned: true))).Errors[0]);

        Task<HashSet<PostId>> PinnedAsync() => town.ReadAsync(async db => (await db.Set<Post>()
            .Where(p => p.PinnedAt != null && p.HiddenAt == null).Select(p => p.Id).ToListAsync()).ToHashSet());
    }
}
