using Graph.Domain.Communities;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Deals.Orders;
using Graph.Domain.Funds.Suitability;
using Graph.Domain.Lending;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Communities;
using Graph.Domain.Tests.Deals;
using Graph.Domain.Tests.Funds;
using Graph.Domain.Tests.Lending;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Privacy;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;

namespace Graph.Domain.Tests.Users;

/// <summary>Limits and rules are about persons. A second account of the same person gets around none of them.</summary>
public sealed class OnePersonTests
{
    [Fact]
    public async Task Questions_about_risk_are_answered_three_times_a_day()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (one, other) = await TwoAccountsAsync(database, RealNameLevel.ClassIII);
        foreach (var account in new[] { one, other, one })
        {
            await AnswerAsync(account);
        }

        Assert.IsType<TooOftenError>(await RefusalAsync(() => AnswerAsync(other)));
        database.Clock.Advance(TimeSpan.FromDays(1));
        await AnswerAsync(other);

        Task<RiskAssessment> AnswerAsync(UserId account) => database.Get<RiskAssessments>().SubmitAsync(
            account, RiskQuestionnaire.Version, Investors.AnswersOf(RiskTolerance.C3));
    }

    [Fact]
    public async Task Fifty_times_a_day_friends_are_invited_to_communities()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (one, other) = await TwoAccountsAsync(database, RealNameLevel.ClassII);
        var (town, moderation) = (new Town(database), database.Get<CommunityModeration>());
        var guest = await database.PersonAsync();
        var communities = new Dictionary<UserId, CommunityId>();
        foreach (var account in new[] { one, other })
        {
            communities[account] = await town.FoundAsync(account, Admission.ByInvitation);
            await town.BefriendAsync(account, guest);
        }

        for (var i = 0; i < 50; i++)
        {
            var account = i % 2 == 0 ? one : other;
            await moderation.InviteAsync(account, communities[account], [guest], null);
        }

        Assert.IsType<TooOftenError>(await RefusalAsync(() => moderation.InviteAsync(other, communities[other], [guest], null)));
    }

    [Fact]
    public async Task Fifty_requests_for_loans_wait_at_a_time()
    {
        await using var database = await TestDatabase.CreateAsync();
        var lenders = new Lenders(database);
        var lender = await lenders.PersonAsync();
        var (one, other) = (await lenders.PersonAsync(), await lenders.PersonAsync());
        await database.JoinAsync(other, one);
        await lenders.BefriendAsync(one, lender);
        await lenders.BefriendAsync(other, lender);
        for (var i = 0; i < 50; i++)
        {
            await lenders.RequestAsync(i % 2 == 0 ? one : other, lender, 100);
        }

        Assert.IsType<LendingLimitError>(await RefusalAsync(() => lenders.RequestAsync(other, lender, 100)));
    }

    [Fact]
    public async Task Staff_answer_no_refund_of_what_they_bought_with_another_account()
    {
        await using var database = await TestDatabase.CreateAsync();
        var market = await Market.OpenAsync(database);
        var buyer = await market.BuyerAsync();
        var order = await market.BuyAsync(buyer, await market.SellAsync());
        await database.JoinAsync(buyer, market.Owner);
        var fulfilment = database.Get<Fulfilment>();
        await fulfilment.RequestRefundAsync(buyer, database.Clock.NewGuid(), order, "It does not fit.", default);
        var refusal = await RefusalAsync(() =>
            fulfilment.AnswerRefundAsync(market.Owner, database.Clock.NewGuid(), order, accept: true, null, default));
        Assert.Equal(["order"], Assert.IsType<ValidationError>(refusal).Path);
    }

    [Fact]
    public async Task Nobody_works_for_a_merchant_with_a_closed_account()
    {
        await using var database = await TestDatabase.CreateAsync();
        var market = await Market.OpenAsync(database);
        var clerk = await database.PersonAsync();
        await new Town(database).BefriendAsync(market.Owner, clerk);
        var register = database.Get<MerchantRegister>();
        await register.AddStaffAsync(market.Owner, market.Merchant, clerk);
        await register.UpdateAsync(clerk, market.Merchant, "West Lake Tea", null, null);
        await database.Get<AccountClosing>().CloseAsync(clerk, TestDatabase.Password, new Origin(null, null));
        Assert.IsType<NotFoundError>(await RefusalAsync(() => register.UpdateAsync(clerk, market.Merchant, "Mine", null, null)));
    }

    private static async Task<(UserId One, UserId Other)> TwoAccountsAsync(TestDatabase database, RealNameLevel level)
    {
        var (one, other) = (await database.PersonAsync(level), await database.PersonAsync(level));
        await database.JoinAsync(other, one);
        return (one, other);
    }

    private static async Task<DomainError> RefusalAsync(Func<Task> act) => Assert.Single((await Assert.ThrowsAsync<DomainException>(act)).Errors);
}
