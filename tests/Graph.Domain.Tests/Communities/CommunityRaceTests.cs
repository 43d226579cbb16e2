using Graph.Domain.Communities;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Tests.Stores;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Communities;

/// <summary>People come and go at the same moment: nobody is a member twice, the counts are exact, and there is one owner.</summary>
public sealed class CommunityRaceTests
{
    private static readonly int Rounds = Thorough.Race(4, 12);

    [Fact]
    public Task Who_joins_many_times_at_once_is_one_member() => EachRoundAsync(async (_, town, owner, community) =>
    {
        var person = await town.PersonAsync();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Town.TriedAsync(() => town.JoinAsync(person, community))));
        Assert.Equal([owner, person], (await town.MembersAsync(community)).Keys.OrderBy(id => id != owner));
    });

    [Fact]
    public Task Many_come_and_go_and_all_are_counted() => EachRoundAsync(async (database, town, owner, community) =>
    {
        var people = await town.PeopleAsync(5);
        await Task.WhenAll(people.Select(person => Town.TriedAsync(() => town.JoinAsync(person, community))));
        await Task.WhenAll(
            Town.TriedAsync(() => town.Memberships.LeaveAsync(people[0], community)),
            Town.TriedAsync(() => town.Memberships.LeaveAsync(people[0], community)),
            Town.TriedAsync(() => database.Get<CommunityModeration>().RemoveAsync(owner, community, people[1])),
            Town.TriedAsync(() => town.Memberships.LeaveAsync(people[1], community)),
            Town.TriedAsync(() => town.JoinAsync(people[2], community)),
            Town.TriedAsync(() => town.Memberships.LeaveAsync(people[2], community)));
        Assert.Subset(people.Append(owner).ToHashSet(), (await town.MembersAsync(community)).Keys.ToHashSet());
    });

    [Fact]
    public Task A_request_is_answered_once_or_taken_back() => EachRoundAsync(async (database, town, owner, community) =>
    {
        var (asker, moderator) = (await town.PersonAsync(), await town.PersonAsync());
        await town.JoinAsync(moderator, community);
        await town.GiveAsync(owner, community, moderator, CommunityRole.Moderator);
        await database.Get<CommunityRegister>().ChangeAsync(owner, community, new CommunityChange(null, null, Admission.OnRequest, null, null));
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Town.TriedAsync(() => town.JoinAsync(asker, community))));
        var request = await town.ReadAsync(db => db.Set<Membership>().Where(m => m.UserId == asker).Select(m => m.RequestId).SingleAsync());
        var answered = await Task.WhenAll(
            Town.TriedAsync(() => town.Memberships.AnswerAsync(owner, request, accept: true)),
            Town.TriedAsync(() => town.Memberships.AnswerAsync(moderator, request, accept: false)),
            Town.TriedAsync(() => town.Memberships.LeaveAsync(asker, community)));
        Assert.False(answered[0] && answered[1]);
        Assert.Contains(true, answered);
    });

    [Fact]
    public Task A_community_is_never_without_an_owner() => EachRoundAsync(async (_, town, owner, community) =>
    {
        var people = await town.PeopleAsync(2);
        await town.JoinAsync(people[0], community);
        await Task.WhenAll(
            Town.TriedAsync(() => town.GiveAsync(owner, community, people[0], CommunityRole.Owner)),
            Town.TriedAsync(() => town.Memberships.LeaveAsync(people[0], community)),
            Town.TriedAsync(() => town.Memberships.LeaveAsync(owner, community)),
            Town.TriedAsync(() => town.JoinAsync(people[1], community)));
    });

    [Fact]
    public Task The_last_member_ends_it_or_somebody_else_comes_first() => EachRoundAsync(async (_, town, owner, community) =>
    {
        var person = await town.PersonAsync();
        await Task.WhenAll(
            Town.TriedAsync(() => town.Memberships.LeaveAsync(owner, community)),
            Town.TriedAsync(() => town.JoinAsync(person, community)));
        var isClosed = await town.ReadAsync(db => db.Set<Community>().AnyAsync(c => c.Id == community && c.ClosedAt != null));
        Assert.Equal(isClosed ? 0 : 2, (await town.MembersAsync(community)).Count);
    });

    private static async Task EachRoundAsync(Func<TestDatabase, Town, UserId, CommunityId, Task> round)
    {
        await using var database = await TestDatabase.CreateAsync();
        var town = new Town(database);
        for (var i = 0; i < Rounds; i++)
        {
            var owner = await town.PersonAsync();
            await round(database, town, owner, await town.FoundAsync(owner));
        }

        await town.VerifyAsync();
    }
}
