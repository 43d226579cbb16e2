using Graph.Domain.Communities;
using Graph.Domain.Friendships;
using Graph.Domain.Posts;
using Graph.Domain.Posts.Reports;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Communities;

/// <summary>What blocks change for moderators and owners, and how often communities can be founded and changed.</summary>
public sealed class CommunityModerationTests
{
    [Fact]
    public async Task Who_blocks_the_moderators_is_moderated_all_the_same()
    {
        await using var database = await TestDatabase.CreateAsync();
        var town = new Town(database);
        var people = await town.PeopleAsync(4);
        var (owner, member, other, outsider) = (people[0], people[1], people[2], people[3]);
        var community = await town.FoundAsync(owner);
        await town.JoinAsync(member, community);
        await town.JoinAsync(other, community);
        var (post, second, elsewhere) = (await town.PostAsync(member, community), await town.PostAsync(other, community), await town.PostAsync(member));
        var comment = await database.Get<Discussion>().CommentAsync(member, second, "Mine", replyTo: null);
        await database.Get<Blocks>().BlockAsync(member, owner);
        await database.Get<Blocks>().BlockAsync(member, other);
        await database.Get<Blocks>().BlockAsync(owner, outsider);

        Assert.Equal((true, true, false), (await SeesAsync(owner, post), await SeesCommentAsync(owner, comment), await SeesAsync(owner, elsewhere)));
        Assert.Equal((false, false), (await SeesAsync(other, post), await SeesCommentAsync(other, comment)));
        await NotFoundAsync(() => database.Get<Discussion>().LikeAsync(owner, post, likes: true));
        await NotFoundAsync(() => database.Get<Discussion>().CommentAsync(owner, post, "Yes", replyTo: null));
        await NotFoundAsync(() => database.Get<Discussion>().CommentAsync(owner, second, "Yes", replyTo: comment));
        await NotFoundAsync(() => database.Get<PostWriter>().DeleteAsync(other, post));
        await NotFoundAsync(() => database.Get<Discussion>().DeleteCommentAsync(other, comment));
        await NotFoundAsync(() => database.Get<CommunityModeration>().RemoveAsync(owner, community, outsider));
        await database.Get<Discussion>().DeleteCommentAsync(owner, comment);
        await database.Get<PostWriter>().DeleteAsync(owner, post);
        await database.Get<CommunityModeration>().RemoveAsync(owner, community, member);
        Assert.False((await town.MembersAsync(community)).ContainsKey(member));
        await database.Get<CommunityModeration>().RemoveAsync(owner, community, member);
        await town.VerifyAsync();

        Task<bool> SeesAsync(UserId viewer, PostId id) => town.ReadAsync(db => db.Set<Post>().Where(Post.VisibleTo(viewer, db)).AnyAsync(p => p.Id == id));
        Task<bool> SeesCommentAsync(UserId viewer, CommentId id) =>
            town.ReadAsync(db => db.Set<Comment>().Where(Comment.VisibleTo(viewer, db)).AnyAsync(c => c.Id == id));
    }

    [Fact]
    public async Task A_moderator_who_left_moderates_nothing()
    {
        await using var database = await TestDatabase.CreateAsync();
        var town = new Town(database);
        var people = await town.PeopleAsync(3);
        var community = await town.FoundAsync(people[0]);
        await town.JoinAsync(people[1], community);
        await town.JoinAsync(people[2], community);
        await town.GiveAsync(people[0], community, people[1], CommunityRole.Moderator);
        var post = await town.PostAsync(people[2], community);
        await town.Memberships.LeaveAsync(people[1], community);
        await NotFoundAsync(() => database.Get<PostWriter>().DeleteAsync(people[1], post));
    }

    [Fact]
    public async Task An_owner_who_sees_no_other_member_can_leave_and_one_of_them_goes_on()
    {
        await using var database = await TestDatabase.CreateAsync();
        var town = new Town(database);
        var people = await town.PeopleAsync(3);
        var community = await town.FoundAsync(people[0]);
        foreach (var person in people.Skip(1))
        {
            database.Clock.Advance(TimeSpan.FromSeconds(1));
            await town.JoinAsync(person, community);
        }

        await database.Get<Blocks>().BlockAsync(people[0], people[1]);
        var refused = await Assert.ThrowsAsync<DomainException>(() => town.Memberships.LeaveAsync(people[0], community));
        Assert.IsType<OwnerMustHandOverError>(refused.Errors[0]);
        await database.Get<Blocks>().BlockAsync(people[2], people[0]);
        await town.Memberships.LeaveAsync(people[0], community);
        Assert.Equal(CommunityRole.Owner, (await town.MembersAsync(community))[people[1]].Role);
        await town.VerifyAsync();
    }

    [Fact]
    public async Task A_request_is_taken_back_also_when_the_community_cannot_be_seen_any_more()
    {
        await using var database = await TestDatabase.CreateAsync();
        var town = new Town(database);
        var people = await town.PeopleAsync(3);
        var community = await town.FoundAsync(people[0], Admission.OnRequest);
        await town.JoinAsync(people[1], community);
        await database.Get<CommunityRegister>().ChangeAsync(people[0], community, new CommunityChange(null, null, Admission.ByInvitation, null, null));
        await town.Memberships.LeaveAsync(people[1], community);
        Assert.False(await town.ReadAsync(db => db.Set<Membership>().AnyAsync(m => m.UserId == people[1])));
        await NotFoundAsync(() => town.Memberships.LeaveAsync(people[1], community));
        await NotFoundAsync(() => town.Memberships.LeaveAsync(people[2], community));
    }

    [Fact]
    public async Task Founding_changing_and_giving_roles_are_limited()
    {
        await using var database = await TestDatabase.CreateAsync();
        var town = new Town(database);
        var (owner, member) = (await town.PersonAsync(), await town.PersonAsync());
        var community = await town.FoundAsync(owner);
        await town.JoinAsync(member, community);
        await IsLimitedAsync(60, i => town.GiveAsync(owner, community, member, i % 2 == 0 ? CommunityRole.Moderator : CommunityRole.Member));
        await IsLimitedAsync(60, _ => database.Get<CommunityRegister>().ChangeAsync(owner, community, new CommunityChange("Writers", null, null, null, null)));
        var founder = await town.PersonAsync();
        await IsLimitedAsync(30, async _ => await town.Memberships.LeaveAsync(founder, await town.FoundAsync(founder)));

        static async Task IsLimitedAsync(int times, Func<int, Task> act)
        {
            for (var i = 0; i < times; i++)
            {
                await act(i);
            }

            Assert.IsType<TooOftenError>((await Assert.ThrowsAsync<DomainException>(() => act(times))).Errors[0]);
        }
    }

    [Fact]
    public async Task What_operators_hide_is_in_their_log()
    {
        await using var database = await TestDatabase.CreateAsync();
        var town = new Town(database);
        var (author, operatorId) = (await town.PersonAsync(), await town.PersonAsync());
        var post = await town.PostAsync(author);
        foreach (var isHidden in new[] { true, true, false })
        {
            await database.Get<ContentReports>().HideAsync(operatorId, post, isHidden, "Spam");
        }

        var details = await town.ReadAsync(db => db.Set<AuditEvent>()
            .Where(e => e.UserId == operatorId && e.Kind == AuditKind.ContentHidden).OrderBy(e => e.Sequence).Select(e => e.Detail).ToListAsync());
        Assert.Equal([$"The post {post.Value} was hidden.", $"The post {post.Value} was shown again."], details);
    }

    private static async Task NotFoundAsync(Func<Task> act) =>
        Assert.IsType<NotFoundError>((await Assert.ThrowsAsync<DomainException>(act)).Errors[0]);
}
