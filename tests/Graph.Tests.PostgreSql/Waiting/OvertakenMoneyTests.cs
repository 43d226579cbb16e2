using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Orders;
using Graph.Domain.Funds.Standing;
using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Lending;
using Graph.Domain.Lending.Loans;
using Graph.Domain.Payments;
using Graph.Domain.Payments.Bank;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Deals;
using Graph.Domain.Tests.Funds;
using Graph.Domain.Tests.Lending;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Tests.PostgreSql.Waiting;

/// <summary>
/// All other ways by which money leaves a wallet: each waits for the wallet, and a freeze or a lost level gets there first. What the
/// rules let through at every level, or from a frozen account, goes through then too.
/// </summary>
public sealed class OvertakenMoneyTests
{
    private static readonly Origin Nowhere = new(null, null);

    /// <summary>A month at most, and the 90 days after it.</summary>
    private static readonly TimeSpan TimeToDefault = TimeSpan.FromDays(122);

    public enum Leaving
    {
        GroupPurchase,
        CoveredTransfer,
        Subscription,
        AutoInvestment,
        Plan,
        LoanOffer,
        LendersYes,

        /// <summary>The borrower's yes to an offer, while the lender is stopped, whose money it is.</summary>
        YesToOffer,

        /// <summary>The borrower's yes to an offer, while the borrower is stopped.</summary>
        BorrowersYes,
        GuaranteePayment,
        Draw,
        AutoRepayment,
        Repayment,
        SettledTransfer,
        Withdrawal,
    }

    [Theory]
    [InlineData(Leaving.GroupPurchase, Stopping.Freeze, typeof(AccountFrozenError))]
    [InlineData(Leaving.GroupPurchase, Stopping.Revocation, typeof(RealNameLevelRequiredError))]
    [InlineData(Leaving.CoveredTransfer, Stopping.Freeze, typeof(AccountFrozenError))]
    [InlineData(Leaving.CoveredTransfer, Stopping.Revocation, typeof(RealNameLevelRequiredError))]
    [InlineData(Leaving.Subscription, Stopping.Freeze, typeof(AccountFrozenError))]
    [InlineData(Leaving.Subscription, Stopping.Revocation, typeof(RealNameLevelRequiredError))]
    [InlineData(Leaving.LoanOffer, Stopping.Freeze, typeof(AccountFrozenError))]
    [InlineData(Leaving.LoanOffer, Stopping.Revocation, typeof(RealNameLevelRequiredError))]
    [InlineData(Leaving.LendersYes, Stopping.Freeze, typeof(LoanStatusError))]
    [InlineData(Leaving.LendersYes, Stopping.Revocation, typeof(LoanStatusError))]
    [InlineData(Leaving.YesToOffer, Stopping.Freeze, typeof(LoanStatusError))]
    [InlineData(Leaving.YesToOffer, Stopping.Revocation, typeof(LoanStatusError))]
    [InlineData(Leaving.BorrowersYes, Stopping.Freeze, typeof(LoanStatusError))]
    [InlineData(Leaving.BorrowersYes, Stopping.Revocation, typeof(LoanStatusError))]
    [InlineData(Leaving.GuaranteePayment, Stopping.Freeze, typeof(AccountFrozenError))]
    public async Task What_waited_is_refused_once_the_account_is_stopped(Leaving leaving, Stopping stopping, Type refusal)
    {
        await using var database = await TestDatabase.CreateAsync();
        var (stopped, pay) = await PrepareAsync(database, leaving);
        var before = await Overtaking.MovesAsync(database);
        var refused = Assert.IsType<DomainException>(await Overtaking.RunAsync(database, stopping, stopped, pay));
        Assert.IsType(refusal, Assert.Single(refused.Errors));
        Assert.Equal(before, await Overtaking.MovesAsync(database));
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }

    /// <summary>The other side: the transfer waits, and the payee loses the identity first.</summary>
    [Theory]
    [InlineData(Arrival.Instant)]
    [InlineData(Arrival.TwoHours)]
    public async Task A_transfer_is_refused_once_the_payee_is_nobody_known_any_more(Arrival arrival)
    {
        await using var database = await TestDatabase.CreateAsync();
        var lenders = new Lenders(database);
        var (payer, payee) = (await lenders.PersonAsync(100), await lenders.PersonAsync());
        await lenders.BefriendAsync(payer, payee);
        var before = await Overtaking.MovesAsync(database);
        var refused = Assert.IsType<DomainException>(
            await Overtaking.RunAsync(database, Stopping.Revocation, payee, () => SendAsync(database, payer, payee, arrival)));
        Assert.IsType<PayeeCannotReceiveError>(Assert.Single(refused.Errors));
        Assert.Equal(before, await Overtaking.MovesAsync(database));
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }

    /// <summary>Nobody is there to be told. Standing orders pause, loans go on the next day, and transfers wait.</summary>
    [Theory]
    [InlineData(Leaving.AutoInvestment, Stopping.Freeze)]
    [InlineData(Leaving.AutoInvestment, Stopping.Revocation)]
    [InlineData(Leaving.Plan, Stopping.Freeze)]
    [InlineData(Leaving.Plan, Stopping.Revocation)]
    [InlineData(Leaving.Draw, Stopping.Freeze)]
    [InlineData(Leaving.AutoRepayment, Stopping.Freeze)]
    [InlineData(Leaving.SettledTransfer, Stopping.Freeze)]
    public async Task What_happens_by_itself_does_not_happen_once_the_account_is_stopped(Leaving leaving, Stopping stopping)
    {
        await using var database = await TestDatabase.CreateAsync();
        var (stopped, pay) = await PrepareAsync(database, leaving);
        var before = await Overtaking.MovesAsync(database);
        Assert.Null(await Overtaking.RunAsync(database, stopping, stopped, pay));
        Assert.Equal(before, await Overtaking.MovesAsync(database));
        var pauses = await database.Units.ReadAsync(db => db.Set<StandingOrder>().Select(o => o.Pause).ToListAsync());
        Assert.All(pauses, pause => Assert.Equal(stopping == Stopping.Freeze ? StandingOrderPause.Frozen : StandingOrderPause.Level, pause));
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }

    /// <summary>What is owed is paid at every level, and the own money can always be taken out and a debt always be paid.</summary>
    [Theory]
    [InlineData(Leaving.Withdrawal, Stopping.Freeze)]
    [InlineData(Leaving.Withdrawal, Stopping.Revocation)]
    [InlineData(Leaving.Repayment, Stopping.Freeze)]
    [InlineData(Leaving.Repayment, Stopping.Revocation)]
    [InlineData(Leaving.GuaranteePayment, Stopping.Revocation)]
    [InlineData(Leaving.Draw, Stopping.Revocation)]
    [InlineData(Leaving.AutoRepayment, Stopping.Revocation)]
    [InlineData(Leaving.SettledTransfer, Stopping.Revocation)]
    public async Task What_no_rule_stops_goes_through(Leaving leaving, Stopping stopping)
    {
        await using var database = await TestDatabase.CreateAsync();
        var (stopped, pay) = await PrepareAsync(database, leaving);
        var before = await Overtaking.MovesAsync(database);
        Assert.Null(await Overtaking.RunAsync(database, stopping, stopped, pay));
        Assert.True(before.Postings < (await Overtaking.MovesAsync(database)).Postings);
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }

    /// <summary>Makes all that comes before. Returns whose account is stopped, and how the money would leave a wallet.</summary>
    private static Task<(UserId Stopped, Func<Task> Pay)> PrepareAsync(TestDatabase database, Leaving leaving) => leaving switch
    {
        Leaving.GroupPurchase => PurchaseAsync(database),
        Leaving.CoveredTransfer or Leaving.Subscription or Leaving.AutoInvestment or Leaving.Plan => FundAsync(database, leaving),
        Leaving.GuaranteePayment or Leaving.Draw => GuaranteeAsync(database, leaving),
        Leaving.SettledTransfer or Leaving.Withdrawal => WalletAsync(database, leaving),
        _ => LoanAsync(database, leaving),
    };

    private static async Task<(UserId Stopped, Func<Task> Pay)> PurchaseAsync(TestDatabase database)
    {
        var market = await Market.OpenAsync(database);
        var deal = await market.SellAsync(terms => terms with { Kind = DealKind.GroupBuy, Group = new GroupTerms(2, Money.Yuan(15), 24) });
        var buyer = await market.BuyerAsync();
        return (buyer, () => market.BuyAsync(buyer, deal, purchase => purchase with { Group = new GroupChoice(null) }));
    }

    private static async Task<(UserId Stopped, Func<Task> Pay)> FundAsync(TestDatabase database, Leaving leaving)
    {
        var investors = await new Investors(database).OpenAsync();
        var fund = await investors.FundAsync();
        var (person, day) = (await investors.PersonAsync(1_000), new DateOnly(2026, 11, 23));
        switch (leaving)
        {
            case Leaving.Subscription:
                return (person, () => investors.SubscribeAsync(person, fund, 100_00));
            case Leaving.AutoInvestment:
                await investors.SetAutoInvestAsync(person, fund, 300);
                return (person, () => investors.NightAsync(day.AddDays(1)));
            case Leaving.Plan:
                await investors.SetPlanAsync(person, fund, 100, day: 24);
                return (person, () => investors.NightAsync(day.AddDays(1)));
        }

        // The wallet is empty, and the fund has all.
        await investors.AdvanceAsync(fund, 1_000);
        await investors.SubscribeAsync(person, fund, 1_000_00);
        investors.At(day, 20);
        await investors.PublishAsync(fund, day, 1, 0);
        investors.At(day.AddDays(1), 8);
        await investors.WorkAsync();
        await investors.RedeemFirstAsync(person, fund);
        var friend = await database.PersonAsync();
        await new Lenders(database).BefriendAsync(person, friend);
        return (person, () => SendAsync(database, person, friend));
    }

    private static async Task<(UserId Stopped, Func<Task> Pay)> LoanAsync(TestDatabase database, Leaving leaving)
    {
        var lenders = new Lenders(database);
        var (lender, borrower) = (await lenders.PersonAsync(1_000), await lenders.PersonAsync(100));
        await lenders.BefriendAsync(lender, borrower);
        switch (leaving)
        {
            case Leaving.LoanOffer:
                return (lender, () => lenders.OfferAsync(lender, borrower, 90_00));
            case Leaving.YesToOffer or Leaving.BorrowersYes:
                var offered = await lenders.OfferAsync(lender, borrower, 90_00);
                return (leaving == Leaving.YesToOffer ? lender : borrower, () => lenders.AnswerAsync(borrower, offered));
        }

        var loan = await lenders.RequestAsync(borrower, lender, 90_00, rate: 0, months: 1);
        if (leaving == Leaving.LendersYes)
        {
            return (lender, () => lenders.AnswerAsync(lender, loan));
        }

        await lenders.AnswerAsync(lender, loan);
        if (leaving == Leaving.Repayment)
        {
            return (borrower, () => lenders.RepayAsync(borrower, loan, 90_00));
        }

        await lenders.SetAutoRepayAsync(borrower, loan);
        database.Clock.Advance(TimeSpan.FromDays(31));
        return (borrower, database.MeetAsync<LoanDeadlines>);
    }

    private static async Task<(UserId Stopped, Func<Task> Pay)> GuaranteeAsync(TestDatabase database, Leaving leaving)
    {
        var lenders = new Lenders(database);
        var (lender, borrower) = (await lenders.PersonAsync(1_000), await lenders.PersonAsync());
        var guarantor = await lenders.PersonAsync();
        await lenders.BefriendAsync(lender, borrower);
        await lenders.BefriendAsync(guarantor, borrower);
        var loan = await lenders.RequestAsync(borrower, lender, 90_00, rate: 0, months: 1);
        var guarantee = await lenders.AskAsync(borrower, loan, guarantor, 50_00);
        await lenders.AnswerGuaranteeAsync(guarantor, guarantee);
        await lenders.AnswerAsync(lender, loan);
        if (leaving == Leaving.Draw)
        {
            await lenders.TopUpAsync(guarantor, 100_00);
            database.Clock.Advance(TimeToDefault);
            return (guarantor, database.MeetAsync<LoanDeadlines>);
        }

        // The call found nothing in the wallet.
        database.Clock.Advance(TimeToDefault);
        await database.MeetAsync<LoanDeadlines>();
        await lenders.TopUpAsync(guarantor, 100_00);
        return (guarantor, () => lenders.PayGuaranteeAsync(guarantor, guarantee, 50_00));
    }

    private static async Task<(UserId Stopped, Func<Task> Pay)> WalletAsync(TestDatabase database, Leaving leaving)
    {
        var lenders = new Lenders(database);
        var (payer, payee) = (await lenders.PersonAsync(100), await lenders.PersonAsync());
        if (leaving == Leaving.Withdrawal)
        {
            var card = await database.CardOfAsync(payer);
            return (payer, () => database.Get<Withdrawals>().WithdrawAsync(
                new Withdrawal(payer, Guid.CreateVersion7(), Money.Yuan(10), card) { Proof = new PaymentProof(Lenders.Pin) }, Nowhere, default));
        }

        await lenders.BefriendAsync(payer, payee);
        await SendAsync(database, payer, payee, Arrival.TwoHours);
        database.Clock.Advance(TimeSpan.FromHours(2));
        return (payer, database.MeetAsync<DelayedTransfers>);
    }

    private static Task SendAsync(TestDatabase database, UserId payer, UserId payee, Arrival arrival = Arrival.Instant) =>
        database.Get<Transfers>().SendAsync(
            new Transfer(payer, Guid.CreateVersion7(), payee, Money.Yuan(1)) { Arrival = arrival, Proof = new PaymentProof(Lenders.Pin) }, Nowhere, default);
}
