using Graph.Domain.Communities;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.RealNames;

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
}
