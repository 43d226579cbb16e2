using Graph.Domain.Posts;
using Graph.Domain.Posts.Reports;
using Graph.Domain.Tests.Communities;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Privacy;
using Graph.Domain.Users.Security;
using Graph.Tests.Stores;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Posts;

/// <summary>Many do something with one post at the same moment, and its counts stay exact.</summary>
public sealed class PostRaceTests
{
    private static readonly int Rounds = Thorough.Race(4, 12);

    [Fact]
    public Task Who_likes_many_times_at_once_likes_once() => EachRoundAsync(async (database, town, author, post) =>
    {
        var people = await town.PeopleAsync(2);
        await Task.WhenAll(people.SelectMany(person => Enumerable.Range(0, 4).Select(_ => LikeAsync(person, likes: true))));
        Assert.Equal(2, (await PostAsync(town, post)).LikeCount);
        await Task.WhenAll(LikeAsync(people[0], false), LikeAsync(people[0], false), LikeAsync(people[1], false), LikeAsync(people[1], true));
        Assert.InRange((await PostAsync(town, post)).LikeCount, 0, 1);

        Task<bool> LikeAsync(UserId person, bool likes) => Town.TriedAsync(() => database.Get<Discussion>().LikeAsync(person, post, likes));
    });

    [Fact]
    public Task Who_closes_the_account_while_liking_leaves_no_like() => EachRoundAsync(async (database, town, author, post) =>
    {
        var person = await town.PersonAsync();
        var closing = Town.TriedAsync(() => database.Get<AccountClosing>().CloseAsync(person, TestDatabase.Password, new Origin(null, null)));
        bool isLiked;
        do
        {
            var isClosed = closing.IsCompleted;
            isLiked = await Town.TriedAsync(() => database.Get<Discussion>().LikeAsync(person, post, likes: true));
            if (isClosed)
            {
                break;
            }
        }
        while (true);

        Assert.True(await closing);
        Assert.False(isLiked);
        Assert.False(await town.ReadAsync(db => db.Set<PostLike>().AnyAsync(l => l.UserId == person)));
    });

    [Fact]
    public Task Comments_are_counted_while_some_are_deleted_or_hidden() => EachRoundAsync(async (database, town, author, post) =>
    {
        var discussion = database.Get<Discussion>();
        var person = await town.PersonAsync();
        var (one, other) = (await discussion.CommentAsync(person, post, "One", null), await discussion.CommentAsync(person, post, "Other", null));
        await Task.WhenAll(
            Town.TriedAsync(() => discussion.CommentAsync(person, post, "Third", one)),
            Town.TriedAsync(() => discussion.CommentAsync(author, post, "Fourth", other)),
            Town.TriedAsync(() => discussion.DeleteCommentAsync(person, one)),
            Town.TriedAsync(() => discussion.DeleteCommentAsync(author, one)),
            Town.TriedAsync(() => database.Get<ContentReports>().HideAsync(author, one, isHidden: true, "Spam")),
            Town.TriedAsync(() => database.Get<ContentReports>().HideAsync(author, other, isHidden: true, "Spam")),
            Town.TriedAsync(() => database.Get<ContentReports>().HideAsync(author, other, isHidden: true, "Spam")));
    });

    [Fact]
    public Task A_post_is_deleted_while_others_like_and_comment() => EachRoundAsync(async (database, town, author, post) =>
    {
        var person = await town.PersonAsync();
        await Task.WhenAll(
            Town.TriedAsync(() => database.Get<Discussion>().LikeAsync(person, post, likes: true)),
            Town.TriedAsync(() => database.Get<Discussion>().CommentAsync(person, post, "Nice", null)),
            Town.TriedAsync(() => database.Get<PostWriter>().ShowAsync(author, post, Visibility.Friends)),
            Town.TriedAsync(() => database.Get<PostWriter>().DeleteAsync(author, post)));
        Assert.False(await town.ReadAsync(db => db.OpenPosts(author).AnyAsync(p => p.Id == post)));
        Assert.Equal(0, await town.ReadAsync(db => Domain.Feed.Feeds.Notifications(db, author).CountAsync(n => n.ContextId == post.Value)));
    });

    [Fact]
    public async Task Pins_are_counted_when_they_come_at_once()
    {
        await using var database = await TestDatabase.CreateAsync();
        var town = new Town(database);
        var owner = await town.PersonAsync();
        var community = await town.FoundAsync(owner);
        var posts = new List<PostId>();
        for (var i = 0; i < 6; i++)
        {
            posts.Add(await town.PostAsync(owner, community));
        }

        await Task.WhenAll(posts.Select(post => Town.TriedAsync(() => database.Get<PostWriter>().PinAsync(owner, post, isPinned: true))));
        Assert.Equal(Post.MaxPinned, await town.ReadAsync(db => db.Set<Post>().CountAsync(p => p.PinnedAt != null)));
    }

    [Fact]
    public Task A_report_that_comes_twice_is_one() => EachRoundAsync(async (database, town, _, post) =>
    {
        var person = await town.PersonAsync();
        var at = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            Task.Run(() => database.Get<ContentReports>().ReportAsync(person, post, "Spam"))));
        Assert.Single(at.Distinct());
        Assert.Equal(1, await town.ReadAsync(db => db.Set<ContentReport>().CountAsync(r => r.SubjectId == post.Value)));
    });

    private static Task<Post> PostAsync(Town town, PostId id) => town.ReadAsync(db => db.Set<Post>().SingleAsync(p => p.Id == id));

    private static async Task EachRoundAsync(Func<TestDatabase, Town, UserId, PostId, Task> round)
    {
        await using var database = await TestDatabase.CreateAsync();
        var town = new Town(database);
        for (var i = 0; i < Rounds; i++)
        {
            var author = await town.PersonAsync();
            await round(database, town, author, await town.PostAsync(author));
        }

        await town.VerifyAsync();
    }
}
