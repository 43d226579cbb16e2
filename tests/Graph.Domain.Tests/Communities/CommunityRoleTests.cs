using Graph.Domain.Communities;
using Graph.Domain.Feed;
using Graph.Domain.Friendships;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Announcements;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Communities;

/// <summary>How many roles there are, and who is told of them.</summary>
public sealed class CommunityRoleTests
{
    [Fact]
    public async Task Nobody_owns_more_than_twenty_communities_also_when_they_are_handed_over()
    {
        await using var database = await TestDatabase.CreateAsync();
        var town = new Town(database);
        var (giver, taker) = (await town.PersonAsync(), await town.PersonAsync());
        for (var i = 0; i < Community.MaxOwned; i++)
        {
            await town.FoundAsync(taker);
        }

        var community = await town.FoundAsync(giver);
        await town.JoinAsync(taker, community);
        await RefusedAsync(() => town.GiveAsync(giver, community, taker, CommunityRole.Owner));
        Assert.Equal(CommunityRole.Owner, (await town.MembersAsync(community))[giver].Role);
        await town.VerifyAsync();
    }

    [Fact]
    public async Task Accounts_of_one_person_own_twenty_communities_together()
    {
        await using var database = await TestDatabase.CreateAsync();
        var town = new Town(database);
        UserId[] accounts = [await town.PersonAsync(RealNameLevel.ClassI), await town.PersonAsync(RealNameLevel.ClassI)];
        await database.JoinAsync(accounts[1], accounts[0]);
        for (var i = 0; i < Community.MaxOwned - 1; i++)
        {
            await town.FoundAsync(accounts[0]);
        }

        await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Town.TriedAsync(() => town.FoundAsync(accounts[n % 2]))));
        Assert.Equal(Community.MaxOwned, await town.ReadAsync(db => db.Set<Membership>().CountAsync(m => m.Role == CommunityRole.Owner)));
    }

    [Fact]
    public async Task A_hand_over_makes_no_moderator_too_many()
    {
        await using var database = await TestDatabase.CreateAsync();
        var town = new Town(database);
        var people = await town.PeopleAsync(Community.MaxModerators + 2);
        var (owner, member) = (people[0], people[^1]);
        var community = await town.FoundAsync(owner);
        foreach (var person in people[1..])
        {
            await town.JoinAsync(person, community);
        }

        foreach (var moderator in people[1..^1])
        {
            await town.GiveAsync(owner, community, moderator, CommunityRole.Moderator);
        }

        await RefusedAsync(() => town.GiveAsync(owner, community, member, CommunityRole.Owner));
        await RefusedAsync(() => town.GiveAsync(owner, community, member, CommunityRole.Moderator));
        await town.GiveAsync(owner, community, people[1], CommunityRole.Owner);
        Assert.Equal(Community.MaxModerators, (await town.MembersAsync(community)).Values.Count(m => m.Role == CommunityRole.Moderator));
        await town.VerifyAsync();
    }

    [Fact]
    public async Task Everybody_is_told_of_their_role_also_across_a_block()
    {
        await using var database = await TestDatabase.CreateAsync();
        var town = new Town(database);
        var (owner, heir) = (await town.PersonAsync(), await town.PersonAsync());
        var community = await town.FoundAsync(owner);
        await town.JoinAsync(heir, community);
        await database.Get<Blocks>().BlockAsync(heir, owner);
        await town.GiveAsync(owner, community, heir, CommunityRole.Owner);
        Assert.Equal([NotificationKind.CommunityRoleChanged], await SeenAsync(town, heir));
    }

    [Fact]
    public async Task Who_is_no_moderator_any_more_does_not_see_who_asked_to_join()
    {
        await using var database = await TestDatabase.CreateAsync();
        var town = new Town(database);
        var (owner, moderator, asker) = (await town.PersonAsync(), await town.PersonAsync(), await town.PersonAsync());
        var community = await town.FoundAsync(owner);
        await town.JoinAsync(moderator, community);
        await town.GiveAsync(owner, community, moderator, CommunityRole.Moderator);
        await SetAdmissionAsync(database, owner, community, Admission.OnRequest);
        await town.JoinAsync(asker, community);
        Assert.Contains(NotificationKind.JoinRequested, await SeenAsync(town, moderator));
        await town.GiveAsync(owner, community, moderator, CommunityRole.Member);
        Assert.Equal([NotificationKind.CommunityRoleChanged], await SeenAsync(town, moderator));
        Assert.Contains(NotificationKind.JoinRequested, await SeenAsync(town, owner));
    }

    [Fact]
    public async Task A_request_that_nobody_has_to_answer_any_more_is_no_notice()
    {
        await using var database = await TestDatabase.CreateAsync();
        var town = new Town(database);
        var (owner, asker) = (await town.PersonAsync(), await town.PersonAsync());
        var community = await town.FoundAsync(owner, Admission.OnRequest);
        await town.JoinAsync(asker, community);
        Assert.Equal([NotificationKind.JoinRequested], await SeenAsync(town, owner));
        await SetAdmissionAsync(database, owner, community, Admission.Open);
        await town.JoinAsync(asker, community);
        Assert.Empty(await SeenAsync(town, owner));
        Assert.Equal(2, (await town.MembersAsync(community)).Count);
    }

    private static Task SetAdmissionAsync(TestDatabase database, UserId owner, CommunityId community, Admission admission) =>
        database.Get<CommunityRegister>().ChangeAsync(owner, community, new CommunityChange(null, null, admission, null, null));

    private static Task<List<NotificationKind>> SeenAsync(Town town, UserId recipient) => town.ReadAsync(db => db.Set<Notification>()
        .Where(Notification.VisibleToRecipient(db))
        .Where(n => n.RecipientId == recipient)
        .Select(n => n.Kind)
        .ToListAsync());

    private static Task RefusedAsync(Func<Task> act) => Assert.ThrowsAsync<DomainException>(act);
}
