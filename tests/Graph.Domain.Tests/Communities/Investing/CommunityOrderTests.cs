using Graph.Domain.Communities;
using Graph.Domain.Communities.Investing;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Communities.Investing;

/// <summary>Orders that name a community, and what the checker finds.</summary>
public sealed class CommunityOrderTests
{
    [Fact]
    public Task An_order_names_a_community_of_its_owner_that_has_the_fund() => Circle.WithAsync(async (database, circle) =>
    {
        var (member, stranger) = (await circle.Investors.PersonAsync(100), await circle.Investors.PersonAsync(100));
        var (other, without) = (await circle.Investors.FundAsync(FundKind.Bond), await circle.FoundAsync(null));
        await circle.Town.JoinAsync(member, circle.Community);
        await circle.Town.JoinAsync(member, without);
        var key = database.Clock.NewGuid();
        var order = await circle.BuyWithAsync(member, circle.Community, key: key);
        Assert.Equal(order, await circle.BuyWithAsync(member, circle.Community, key: key));
        Assert.Equal(circle.Community, await circle.Town.ReadAsync(db => db.Set<CommunityOrder>().Where(o => o.OrderId == order).Select(o => o.CommunityId).SingleAsync()));
        Assert.Equal(new IdempotencyKeyReusedError(), await RefusedAsync(member, without, key: key));
        Assert.Equal(new OtherFundError(), await RefusedAsync(member, circle.Community, other));
        Assert.Equal(new OtherFundError(), await RefusedAsync(member, without));
        Assert.Equal(new CommunityRoleRequiredError(CommunityRole.Member), await RefusedAsync(stranger, circle.Community));
        await database.Get<CommunityRegister>().ChangeAsync(circle.Owner, circle.Community, new CommunityChange(null, null, Admission.ByInvitation, null, null));
        Assert.Equal(["community"], Assert.IsType<NotFoundError>(await RefusedAsync(stranger, circle.Community)).Path);
        await circle.Town.Memberships.LeaveAsync(member, circle.Community);
        Assert.IsType<NotFoundError>(await RefusedAsync(member, circle.Community));
        Assert.Equal(99_00, await circle.Investors.WalletAsync(member));

        async Task<DomainError> RefusedAsync(UserId person, CommunityId community, FundId? fund = null, Guid? key = null) => Assert.Single(
            (await Assert.ThrowsAsync<DomainException>(() => circle.BuyWithAsync(person, community, fund, key))).Errors);
    });

    [Fact]
    public Task A_community_takes_only_a_fund_that_is_for_sale() => Circle.WithAsync(async (_, circle) =>
    {
        var unknown = new FundId(Guid.NewGuid());
        Assert.Equal("fund", Assert.Single(Assert.IsType<NotFoundError>(Assert.Single(
            (await Assert.ThrowsAsync<DomainException>(() => circle.ChangeAsync(unknown))).Errors)).Path!));
        await Assert.ThrowsAsync<DomainException>(() => circle.FoundAsync(unknown));
    });

    [Theory]
    [InlineData("UPDATE community_investment SET invested = invested + 1", "one digit of what members hold is published")]
    [InlineData("UPDATE community_investment SET invested = NULL", "one digit of what members hold is published")]
    [InlineData("UPDATE community_share SET units = units * 9 WHERE units > 1000000", "one digit of what members hold is published")]
    [InlineData("DELETE FROM community_share", "one digit of what members hold is published")]
    [InlineData("UPDATE community_investment SET published_on = NULL, value = NULL, invested = NULL", "shares are those of a publication")]
    [InlineData("UPDATE community_investment SET value = value + 1", "a sum is published by the value of a closed day")]
    [InlineData("UPDATE community_investment SET looked_on = NULL", "a community is looked at for its fund")]
    [InlineData("UPDATE community SET fund_id = NULL", "a community is looked at for its fund")]
    [InlineData("UPDATE community_investment SET looked_on = '2020-01-01', tied_at = '2020-01-01 00:00:00'", "holdings are looked at in time")]
    public async Task A_broken_rule_is_found(string damage, string rule)
    {
        await using var database = await TestDatabase.CreateAsync();
        var circle = new Circle(database);
        await circle.OpenAsync();
        await circle.MembersAsync(200, 100, 100, 100, 100);
        await circle.PassAsync();
        Assert.Equal(600, await circle.InvestedAsync());
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
        await database.DamageAsync(damage);
        Assert.Contains(await database.Get<LedgerChecker>().CheckAsync(), violation => violation.Rule == rule);
    }

    [Theory]
    [InlineData(new long[] { 1, 1, 1, 1 }, 10_000, null)]
    [InlineData(new long[] { 1, 1, 1, 1, 1 }, 10_000, 0L)]
    [InlineData(new long[] { 20_000, 20_000, 20_000, 20_000, 19_999 }, 10_000, 900L)]
    [InlineData(new long[] { 20_000, 20_000, 20_000, 20_000, 20_000 }, 10_000, 1_000L)]
    [InlineData(new long[] { 40_000, 10_000, 10_000, 10_000, 10_000 }, 10_000, 800L)]
    [InlineData(new long[] { 40_001, 10_000, 10_000, 10_000, 10_000 }, 10_000, null)]
    [InlineData(new long[] { 2_000_000_000_000_000, 2_000_000_000_000_000, 2_000_000_000_000_000, 2_000_000_000_000_000, 1 }, 9_999, 70_000_000_000_000L)]
    public void One_digit_is_left_of_a_sum(long[] units, long value, long? published) => Assert.Equal(published, InvestedSum.Of(units, value));
}
