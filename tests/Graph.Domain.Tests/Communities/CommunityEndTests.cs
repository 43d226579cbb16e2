using Graph.Domain.Communities;
using Graph.Domain.Feed;
using Graph.Domain.Posts;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Privacy;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Communities;

/// <summary>What becomes of communities and posts when an account is closed or a level is lost.</summary>
public sealed class CommunityEndTests
{
    [Fact]
    public async Task A_community_whose_owner_closes_the_account_goes_to_a_moderator_and_else_to_the_oldest_member()
    {
        await using var database = await TestDatabase.CreateAsync();
        var town = new Town(database);
        var people = await town.PeopleAsync(4);
        var community = await town.FoundAsync(people[0]);
        foreach (var person in people.Skip(1))
        {
            database.Clock.Advance(TimeSpan.FromSeconds(1));
            await town.JoinAsync(person, community);
        }

        await town.GiveAsync(people[0], community, people[3], CommunityRole.Moderator);
        foreach (var heir in new[] { people[3], people[1], people[2] })
        {
            var owner = (await town.MembersAsync(community)).Values.Single(m => m.Role == CommunityRole.Owner).UserId;
            await CloseAsync(database, owner);
            Assert.Equal(CommunityRole.Owner, (await town.MembersAsync(community))[heir].Role);
            await town.VerifyAsync();
        }

        await CloseAsync(database, people[2]);
        Assert.True(await town.ReadAsync(db => db.Set<Community>().AnyAsync(c => c.ClosedAt != null)));
        await town.VerifyAsync();
    }

    /// <summary>A request that was on its way when the account was closed is refused, whatever it writes.</summary>
    [Fact]
    public async Task Nothing_appears_in_the_name_of_a_closed_account()
    {
        await using var database = await TestDatabase.CreateAsync();
        var town = new Town(database);
        var (owner, leaver) = (await town.PersonAsync(), await town.PersonAsync());
        var community = await town.FoundAsync(owner);
        var post = await town.PostAsync(owner);
        await CloseAsync(database, leaver);
        await Assert.ThrowsAsync<DomainException>(() => town.FoundAsync(leaver));
        await Assert.ThrowsAsync<DomainException>(() => town.JoinAsync(leaver, community));
        await Assert.ThrowsAsync<DomainException>(() => town.PostAsync(leaver));
        await Assert.ThrowsAsync<DomainException>(() => database.Get<Discussion>().CommentAsync(leaver, post, "Mine", replyTo: null));
        await town.VerifyAsync();
    }

    [Fact]
    public async Task Nobody_keeps_a_notice_about_what_a_closed_account_wrote()
    {
        await using var database = await TestDatabase.CreateAsync();
        var town = new Town(database);
        var (author, first, second) = (await town.PersonAsync(), await town.PersonAsync(), await town.PersonAsync());
        var post = await town.PostAsync(author);
        var comment = await database.Get<Discussion>().CommentAsync(first, post, "First", replyTo: null);
        await database.Get<Discussion>().CommentAsync(second, post, "Second", comment);
        Assert.Single(await SeenAsync());
        await CloseAsync(database, author);
        Assert.Empty(await SeenAsync());

        Task<List<Notification>> SeenAsync() => town.ReadAsync(db =>
            db.Set<Notification>().Where(Notification.VisibleToRecipient(db)).Where(n => n.RecipientId == first).ToListAsync());
    }

    [Fact]
    public async Task A_closed_account_leaves_no_posts_comments_or_likes_and_the_counts_say_so()
    {
        await using var database = await TestDatabase.CreateAsync();
        var town = new Town(database);
        var (owner, leaver) = (await town.PersonAsync(), await town.PersonAsync());
        await town.BefriendAsync(owner, leaver);
        var community = await town.FoundAsync(owner);
        await town.JoinAsync(leaver, community);
        var (mine, theirs, talk) = (await town.PostAsync(owner), await town.PostAsync(leaver), await town.PostAsync(leaver, community));
        var discussion = database.Get<Discussion>();
        foreach (var post in new[] { mine, theirs, talk })
        {
            await discussion.LikeAsync(owner, post, likes: true);
            await discussion.LikeAsync(leaver, post, likes: true);
            await discussion.CommentAsync(leaver, post, "Mine", replyTo: null);
            await discussion.CommentAsync(owner, post, "Theirs", replyTo: null);
        }

        Assert.Equal(1, await NoticesOfAsync(owner));
        await CloseAsync(database, leaver);
        await town.VerifyAsync();
        var (open, texts, lines) = await town.ReadAsync(async db => (
            await db.OpenPosts(owner).Select(p => p.Id).ToListAsync(),
            await db.Set<Post>().Where(p => p.AuthorId == leaver).Select(p => p.Text).ToListAsync(),
            await Feeds.Activities(db, owner, [new SourceId(community.Value)], 0).CountAsync()));
        Assert.Equal([mine], open);
        Assert.All(texts, text => Assert.Equal("", text));
        Assert.Equal(0, lines);
        Assert.Equal(0, await NoticesOfAsync(owner));

        Task<int> NoticesOfAsync(UserId user) => town.ReadAsync(db => Feeds.Notifications(db, user).CountAsync(n => n.SubjectType == "Comment"));
    }

    [Fact]
    public async Task Who_loses_the_level_of_a_community_is_no_member_any_more()
    {
        await using var database = await TestDatabase.CreateAsync();
        var town = new Town(database);
        var (owner, member) = (await town.PersonAsync(RealNameLevel.ClassII), await town.PersonAsync(RealNameLevel.ClassII));
        var (high, low) = (await town.FoundAsync(owner, level: RealNameLevel.ClassII), await town.FoundAsync(owner));
        await town.JoinAsync(member, high);
        await town.JoinAsync(member, low);
        await RevokeAsync(member);
        Assert.Equal([owner], (await town.MembersAsync(high)).Keys);
        Assert.Equal(2, (await town.MembersAsync(low)).Count);
        var refused = await Assert.ThrowsAsync<DomainException>(() => town.JoinAsync(member, high));
        Assert.Equal("REAL_NAME_LEVEL_REQUIRED", refused.Errors[0].Code);

        // Nobody could take it over, so that the owner keeps it.
        await RevokeAsync(owner);
        Assert.Equal([owner], (await town.MembersAsync(high)).Keys);
        await town.VerifyAsync();

        async Task RevokeAsync(UserId user)
        {
            var phone = await town.ReadAsync(db => db.Set<User>().Where(u => u.Id == user).Select(u => u.Phone).SingleAsync());
            await database.Get<EvidenceDecisions>().RevokeAsync(phone!, EvidenceKind.BankCard, "For a test.");
        }
    }

    private static Task CloseAsync(TestDatabase database, UserId user) =>
        database.Get<AccountClosing>().CloseAsync(user, TestDatabase.Password, new Origin(null, null));
}
