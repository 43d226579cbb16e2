using Graph.Domain.Communities.Investing;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Privacy;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Communities.Investing;

/// <summary>What is published of the holdings of members, and what somebody would learn who compares publications.</summary>
public sealed class InvestedTests
{
    [Fact]
    public Task Of_four_persons_nothing_is_published_and_of_five_one_digit() => Circle.WithAsync(async (_, circle) =>
    {
        await circle.MembersAsync(100, 110, 120, 130);
        await circle.PassAsync();
        Assert.Null(await circle.InvestedAsync());
        await circle.MembersAsync(139);
        await circle.PassAsync(1);

        // The order of the fifth is priced, and not settled.
        Assert.Null(await circle.InvestedAsync());
        await circle.PassAsync(1);
        Assert.Equal(500, await circle.InvestedAsync());
    });

    [Fact]
    public Task One_fen_of_one_person_shows_only_with_changes_of_four_others() => Circle.WithAsync(async (_, circle) =>
    {
        var members = await circle.MembersAsync(100, 100, 100, 100, 100, 100);
        await circle.PassAsync();
        Assert.Equal(600, await circle.InvestedAsync());
        foreach (var member in members.Take(4))
        {
            await circle.TakeFenAsync(member);
            await circle.PassAsync();
            Assert.Equal(600, await circle.InvestedAsync());
        }

        await circle.TakeFenAsync(members[4]);
        await circle.PassAsync();
        Assert.Equal(500, await circle.InvestedAsync());
    });

    [Fact]
    public Task What_members_held_is_forgotten_when_the_community_ends() => Circle.WithAsync(async (database, circle) =>
    {
        var members = await circle.MembersAsync(100, 100, 100, 100, 100);
        await circle.PassAsync();
        Assert.Equal(500, await circle.InvestedAsync());
        Assert.Equal(5, await SharesAsync());
        foreach (var member in members.Append(circle.Owner))
        {
            await circle.Town.Memberships.LeaveAsync(member, circle.Community);
        }

        Assert.Equal(0, await SharesAsync());

        Task<int> SharesAsync() => circle.Town.ReadAsync(db => db.Set<CommunityShare>().CountAsync());
    });

    [Fact]
    public Task What_a_person_held_is_forgotten_with_the_data_of_the_last_account() => Circle.WithAsync(async (database, circle) =>
    {
        var members = await circle.MembersAsync(100, 100, 100, 100, 100);
        await circle.PassAsync();
        await circle.Investors.RedeemAsync(members[0], circle.Fund);
        await circle.PassAsync();
        await circle.Investors.GiveAllAsync(members[0], members[1]);
        await database.Get<AccountClosing>().CloseAsync(members[0], TestDatabase.Password, new Origin(null, null));
        Assert.Equal(5, await circle.Town.ReadAsync(db => db.Set<CommunityShare>().CountAsync()));
        database.Clock.Advance(TimeSpan.FromDays(366 * 10));
        await database.MeetAsync<ErasedAccounts>();
        Assert.Equal(0, await circle.Town.ReadAsync(db => db.Set<CommunityShare>().CountAsync()));
        Assert.Null(await circle.InvestedAsync());
    });

    [Fact]
    public Task A_person_who_changes_five_times_is_one_person() => Circle.WithAsync(async (_, circle) =>
    {
        var members = await circle.MembersAsync(100, 100, 100, 100, 100, 100);
        await circle.PassAsync();
        for (var time = 0; time < 5; time++)
        {
            await circle.TakeFenAsync(members[0]);
            await circle.PassAsync();
        }

        Assert.Equal(600, await circle.InvestedAsync());
    });

    [Fact]
    public Task Several_accounts_of_a_person_are_one_person() => Circle.WithAsync(async (database, circle) =>
    {
        var members = await circle.MembersAsync(100, 100, 100, 100, 100);
        await database.JoinAsync(members[4], members[3]);
        await circle.PassAsync();
        Assert.Null(await circle.InvestedAsync());
        var others = await circle.MembersAsync(100, 100);
        await circle.PassAsync();
        Assert.Equal(700, await circle.InvestedAsync());

        // Four persons, with five accounts.
        foreach (var member in members.Take(2).Concat(members.Skip(3)).Append(others[0]))
        {
            await circle.TakeFenAsync(member);
        }

        await circle.PassAsync();
        Assert.Equal(700, await circle.InvestedAsync());
        await circle.TakeFenAsync(others[1]);
        await circle.PassAsync();
        Assert.Equal(600, await circle.InvestedAsync());
    });

    [Fact]
    public Task Who_joins_or_leaves_counts_from_the_next_publication() => Circle.WithAsync(async (_, circle) =>
    {
        var members = await circle.MembersAsync(100, 100, 100, 100, 100, 100);
        var guest = await circle.Investors.PersonAsync(2_000);
        await circle.BuyAsync(guest, 300);
        await circle.PassAsync();
        Assert.Equal(600, await circle.InvestedAsync());
        await circle.Town.JoinAsync(guest, circle.Community);
        await circle.PassAsync(1);
        await circle.Town.Memberships.LeaveAsync(members[0], circle.Community);
        await circle.PassAsync(1);
        Assert.Equal(600, await circle.InvestedAsync());

        // Who comes back as before has changed nothing.
        await circle.Town.JoinAsync(members[0], circle.Community);
        foreach (var member in members.Skip(1).Take(3))
        {
            await circle.TakeFenAsync(member);
        }

        await circle.PassAsync();
        Assert.Equal(600, await circle.InvestedAsync());
        await circle.Town.Memberships.LeaveAsync(members[0], circle.Community);
        await circle.PassAsync(1);
        Assert.Equal(700, await circle.InvestedAsync());
    });

    [Fact]
    public Task Nothing_is_published_when_one_person_holds_over_half() => Circle.WithAsync(async (_, circle) =>
    {
        var members = await circle.MembersAsync(401, 100, 100, 100, 100);
        await circle.PassAsync();
        Assert.Null(await circle.InvestedAsync());

        // The largest holds exactly half in the end.
        await circle.BuyAsync(members[1], 1);
        await circle.PassAsync();
        Assert.Null(await circle.InvestedAsync());
        foreach (var member in members)
        {
            await circle.BuyAsync(member, 1);
        }

        await circle.BuyAsync(members[0], 3);
        await circle.PassAsync();
        Assert.Equal(800, await circle.InvestedAsync());
    });

    [Fact]
    public Task Nothing_is_published_any_more_when_fewer_than_five_are_left() => Circle.WithAsync(async (_, circle) =>
    {
        var members = await circle.MembersAsync(100, 100, 100, 100, 100, 100, 100, 100);
        await circle.PassAsync();
        foreach (var member in members.Take(4))
        {
            await circle.Town.Memberships.LeaveAsync(member, circle.Community);
        }

        await circle.PassAsync(1);
        Assert.Equal(800, await circle.InvestedAsync());
        await circle.Town.Memberships.LeaveAsync(members[4], circle.Community);
        await circle.PassAsync(1);
        Assert.Null(await circle.InvestedAsync());
    });

    [Fact]
    public Task The_value_of_the_fund_alone_publishes_nothing() => Circle.WithAsync(async (_, circle) =>
    {
        var members = await circle.MembersAsync(119, 119, 119, 119, 119);
        await circle.PassAsync();
        await circle.PassAsync(2, 1.02m);
        Assert.Equal(500, await circle.InvestedAsync());
        foreach (var member in members)
        {
            await circle.TakeFenAsync(member);
        }

        await circle.PassAsync(2, 1.03m);
        Assert.Equal(600, await circle.InvestedAsync());
    });

    [Fact]
    public Task Two_communities_with_almost_the_same_members_do_not_show_one_persons_change() => Circle.WithAsync(async (_, circle) =>
    {
        var members = await circle.MembersAsync(100, 100, 100, 100, 100, 100);
        var other = await circle.FoundAsync(circle.Fund);
        foreach (var member in members.Skip(1))
        {
            await circle.Town.JoinAsync(member, other);
        }

        await circle.PassAsync();
        Assert.Equal((600, 500), (await circle.InvestedAsync(), await circle.InvestedAsync(other)));
        await circle.TakeFenAsync(members[0]);
        await circle.TakeFenAsync(members[1]);
        await circle.PassAsync();
        await circle.Town.JoinAsync(members[0], other);
        await circle.PassAsync(1);
        Assert.Equal((600, 500), (await circle.InvestedAsync(), await circle.InvestedAsync(other)));
    });

    [Fact]
    public Task Another_fund_begins_anew_and_the_old_one_goes_on_where_it_was() => Circle.WithAsync(async (_, circle) =>
    {
        var members = await circle.MembersAsync(100, 100, 100, 100, 100, 100);
        var second = await circle.Investors.FundAsync(FundKind.Bond);
        await circle.PassAsync();
        Assert.Equal(600, await circle.InvestedAsync());
        await circle.ChangeAsync(second);
        Assert.Null(await circle.InvestedAsync());

        // Coming back does not publish one person's change.
        await circle.TakeFenAsync(members[0]);
        await circle.PassAsync(2, 1, second);
        await circle.ChangeAsync(circle.Fund);
        await circle.LookAsync();
        Assert.Equal(600, await circle.InvestedAsync());
        foreach (var member in members)
        {
            await circle.BuyAsync(member, 50, second);
        }

        await circle.PassAsync(2, 1, second);
        await circle.ChangeAsync(second);
        await circle.LookAsync();
        Assert.Equal(300, await circle.InvestedAsync());
        await circle.ChangeAsync(null);
        Assert.Null(await circle.InvestedAsync());
    });

    [Fact]
    public Task A_fund_that_is_taken_away_and_back_is_not_published_twice_a_day() => Circle.WithAsync(async (_, circle) =>
    {
        var members = await circle.MembersAsync(100, 100, 100, 100, 100, 100);
        await circle.PassAsync();
        Assert.Equal(600, await circle.InvestedAsync());
        foreach (var member in members.Take(5))
        {
            await circle.Town.Memberships.LeaveAsync(member, circle.Community);
        }

        await circle.ChangeAsync(null);
        await circle.ChangeAsync(circle.Fund);
        Assert.Equal(0, await circle.LookAsync());
        Assert.Equal(600, await circle.InvestedAsync());
    });

    [Fact]
    public Task A_day_is_looked_at_once_and_a_community_that_ended_not_at_all() => Circle.WithAsync(async (_, circle) =>
    {
        var ended = await circle.FoundAsync(circle.Fund);
        await circle.Town.Memberships.LeaveAsync(circle.Owner, ended);
        await circle.PassAsync(1);
        Assert.Equal(0, await circle.LookAsync());
        Assert.Null(await circle.InvestedAsync(ended));
    });
}
