using Graph.Domain.Communities;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Privacy;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Communities;

/// <summary>Who was removed comes back only by an invitation of those who moderate, whatever account the person takes.</summary>
public sealed class RemovedPersonTests
{
    [Theory]
    [InlineData(Admission.Open)]
    [InlineData(Admission.OnRequest)]
    public async Task A_removed_person_does_not_come_back_with_another_account(Admission admission)
    {
        await using var database = await TestDatabase.CreateAsync();
        var town = new Town(database);
        var (owner, person, second, stranger) = (await town.PersonAsync(), await town.PersonAsync(RealNameLevel.ClassI), await town.PersonAsync(RealNameLevel.ClassI), await town.PersonAsync());
        var community = await town.FoundAsync(owner);
        await database.JoinAsync(second, person);
        await town.JoinAsync(person, community);
        await town.JoinAsync(stranger, community);
        await database.Get<CommunityModeration>().RemoveAsync(owner, community, person);
        await AdmitAsync();
        Assert.IsType<NotAdmittedError>(await RefusalAsync(() => town.JoinAsync(person, community)));
        Assert.IsType<NotAdmittedError>(await RefusalAsync(() => town.JoinAsync(second, community)));
        await town.BefriendAsync(owner, second);
        database.Clock.Advance(TimeSpan.FromMinutes(1));
        await database.Get<CommunityModeration>().InviteAsync(owner, community, [second], null);
        await town.JoinAsync(second, community);
        Assert.Contains(second, (await town.MembersAsync(community)).Keys);
        await town.VerifyAsync();

        Task AdmitAsync() => database.Get<CommunityRegister>().ChangeAsync(owner, community, new CommunityChange(null, null, admission, null, null));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_was_removed_or_declined_does_not_come_back_by_closing_the_account(bool removed)
    {
        await using var database = await TestDatabase.CreateAsync();
        var town = new Town(database);
        var (owner, person, second) = (await town.PersonAsync(), await town.PersonAsync(RealNameLevel.ClassI), await town.PersonAsync(RealNameLevel.ClassI));
        var community = await town.FoundAsync(owner, removed ? Admission.Open : Admission.OnRequest);
        await database.Get<Memberships>().JoinAsync(person, community, "Let me in");
        await (removed ? (Task)database.Get<CommunityModeration>().RemoveAsync(owner, community, person) : DeclineAsync());
        await database.Get<AccountClosing>().CloseAsync(person, TestDatabase.Password, new Origin(null, null));
        await database.JoinAsync(second, person);
        Assert.IsType<NotAdmittedError>(await RefusalAsync(() => town.JoinAsync(second, community)));
        Assert.Null(await town.ReadAsync(db => db.Set<Membership>().Where(m => m.UserId == person).Select(m => m.Message).SingleAsync()));
        database.Clock.Advance(Memberships.AskAgainAfter);
        if (!removed)
        {
            await town.JoinAsync(second, community);
        }

        async Task DeclineAsync() => await database.Get<Memberships>().AnswerAsync(
            owner, await town.ReadAsync(db => db.Set<Membership>().Where(m => m.UserId == person).Select(m => m.RequestId).SingleAsync()), accept: false);
    }

    [Fact]
    public async Task A_friend_who_does_not_moderate_brings_no_removed_person_back()
    {
        await using var database = await TestDatabase.CreateAsync();
        var town = new Town(database);
        var (owner, member) = (await town.PersonAsync(), await town.PersonAsync());
        var (person, second) = (await town.PersonAsync(RealNameLevel.ClassI), await town.PersonAsync(RealNameLevel.ClassI));
        var community = await town.FoundAsync(owner);
        await database.JoinAsync(second, person);
        await town.BefriendAsync(member, second);
        await town.JoinAsync(member, community);
        await town.JoinAsync(person, community);
        await database.Get<CommunityModeration>().InviteAsync(member, community, [second], null);
        database.Clock.Advance(TimeSpan.FromMinutes(1));
        await database.Get<CommunityModeration>().RemoveAsync(owner, community, person);

        // Neither the invitation from before counts, nor a later one.
        Assert.IsType<NotAdmittedError>(await RefusalAsync(() => town.JoinAsync(second, community)));
        await database.Get<Memberships>().LeaveAsync(second, community);
        database.Clock.Advance(TimeSpan.FromMinutes(1));
        await database.Get<CommunityModeration>().InviteAsync(member, community, [second], null);
        Assert.IsType<NotAdmittedError>(await RefusalAsync(() => town.JoinAsync(second, community)));
        await town.VerifyAsync();
    }

    private static async Task<DomainError> RefusalAsync(Func<Task> act) => (await Assert.ThrowsAsync<DomainException>(act)).Errors[0];

    [Fact]
    public async Task Removing_an_account_does_not_tell_whose_it_is()
    {
        await using var database = await TestDatabase.CreateAsync();
        var town = new Town(database);
        var (owner, second, moderator) = (await town.PersonAsync(RealNameLevel.ClassI), await town.PersonAsync(RealNameLevel.ClassI), await town.PersonAsync());
        var community = await town.FoundAsync(owner);
        await database.JoinAsync(second, owner);
        await town.JoinAsync(moderator, community);
        await town.GiveAsync(owner, community, moderator, CommunityRole.Moderator);
        await town.JoinAsync(second, community);
        await database.Get<CommunityModeration>().RemoveAsync(moderator, community, second);
        Assert.DoesNotContain(second, (await town.MembersAsync(community)).Keys);
        Assert.IsType<CommunityRoleRequiredError>(
            await RefusalAsync(() => database.Get<CommunityModeration>().RemoveAsync(moderator, community, owner)));

        // Nobody keeps out a person of a higher role.
        await town.GiveAsync(owner, community, moderator, CommunityRole.Owner);
        await town.Memberships.LeaveAsync(owner, community);
        await town.JoinAsync(owner, community);
    }
}
