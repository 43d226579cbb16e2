using Graph.Domain.Posts;
using Graph.Domain.Posts.Reports;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Communities;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Posts;

/// <summary>Nobody writes or reports more than so much at a time, and later they may again.</summary>
public sealed class PostLimitTests
{
    [Fact]
    public async Task Posts_an_hour()
    {
        await using var database = await TestDatabase.CreateAsync();
        var town = new Town(database);
        var (author, other) = (await town.PersonAsync(), await town.PersonAsync());
        await IsLimitedAsync(database, new PostLimits().PostsPerHour, TimeSpan.FromHours(1), () => town.PostAsync(author));
        await town.PostAsync(other);
    }

    [Fact]
    public async Task A_person_has_the_limits_once_over_all_accounts()
    {
        await using var database = await TestDatabase.CreateAsync();
        var town = new Town(database);
        var (author, twin) = (await town.PersonAsync(RealNameLevel.ClassI), await town.PersonAsync(RealNameLevel.ClassI));
        await database.JoinAsync(twin, author);
        await town.PostAsync(twin);
        for (var i = 1; i < new PostLimits().PostsPerHour; i++)
        {
            await town.PostAsync(author);
        }

        Assert.IsType<TooOftenError>(Assert.Single((await Assert.ThrowsAsync<DomainException>(() => town.PostAsync(author))).Errors));
    }

    [Fact]
    public async Task Comments_a_minute()
    {
        await using var database = await TestDatabase.CreateAsync();
        var town = new Town(database);
        var author = await town.PersonAsync();
        var post = await town.PostAsync(author);
        await IsLimitedAsync(
            database, new PostLimits().CommentsPerMinute, TimeSpan.FromMinutes(1), () => database.Get<Discussion>().CommentAsync(author, post, "Hi", null));
    }

    [Fact]
    public async Task Reports_a_day()
    {
        await using var database = await TestDatabase.CreateAsync();
        var town = new Town(database);
        var (author, reporter) = (await town.PersonAsync(), await town.PersonAsync());
        var post = await town.PostAsync(author);
        await IsLimitedAsync(
            database, new PostLimits().ReportsPerDay, TimeSpan.FromDays(1), () => database.Get<ContentReports>().ReportAsync(reporter, post, "Spam"));
    }

    [Fact]
    public async Task More_mentions_than_may_be_are_words()
    {
        await using var database = await TestDatabase.CreateAsync();
        var town = new Town(database);
        var author = await town.PersonAsync();
        var friends = await town.PeopleAsync(Mentions.Most + 1);
        foreach (var friend in friends)
        {
            await town.BefriendAsync(author, friend);
        }

        var handles = await town.ReadAsync(db => db.Set<User>().Where(u => u.Id != author).OrderBy(u => u.JoinedAt).Select(u => u.Handle).ToListAsync());
        await database.Get<PostWriter>().WriteAsync(
            new PostDraft(author, string.Join(' ', handles.Select(handle => "@" + handle)), [], null, null, null));
        Assert.Equal(Mentions.Most, await town.ReadAsync(db => db.Set<PostMention>().CountAsync()));
    }

    [Theory]
    [InlineData("@wang_f", "wang_f")]
    [InlineData("hi @Wang_F, @wang_f!", "wang_f")]
    [InlineData("你好＠wang_f你好", "wang_f")]
    [InlineData("(@wang_f)@li_ming", "wang_f li_ming")]
    [InlineData("me@wang_f.com a.@wang_f @@wang_f @wa @1abc", "")]
    [InlineData("@a2345678901234567890123456789012", "")]
    public void Handles_are_found_where_they_are_meant(string text, string handles) =>
        Assert.Equal(handles, string.Join(' ', Mentions.HandlesIn(text)));

    private static async Task IsLimitedAsync<T>(TestDatabase database, int most, TimeSpan window, Func<Task<T>> act)
    {
        for (var i = 0; i < most; i++)
        {
            await act();
        }

        var refused = await Assert.ThrowsAsync<DomainException>(act);
        Assert.IsType<TooOftenError>(Assert.Single(refused.Errors));
        database.Clock.Advance(window);
        await act();
    }
}
