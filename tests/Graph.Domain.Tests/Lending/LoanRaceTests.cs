using Graph.Domain.Friendships;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Lending.Guarantees;
using Graph.Domain.Lending.Loans;
using Graph.Domain.Lending.Trust;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Privacy;
using Graph.Domain.Users.Security;
using Graph.Tests.Stores;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Lending;

/// <summary>Two things that exclude each other happen to a loan at the same moment: one of them does, and nothing is stuck.</summary>
public sealed class LoanRaceTests
{
    private static readonly int Rounds = Thorough.Race(3, 12);

    /// <summary>A month at most, and the 90 days after it.</summary>
    private static readonly TimeSpan TimeToDefault = TimeSpan.FromDays(122);

    [Theory]
    [InlineData("cancel")]
    [InlineData("block")]
    [InlineData("freeze")]
    [InlineData("expiry")]
    public Task An_offer_is_paid_out_or_ended(string by) => EachRoundAsync(async (database, lenders, lender, borrower) =>
    {
        var loan = await lenders.OfferAsync(lender, borrower, 100_00);
        await Task.WhenAll(
            TriedAsync(() => lenders.AnswerAsync(borrower, loan)),
            TriedAsync(() => by switch
            {
                "cancel" => database.Get<LoanRequests>().CancelAsync(lender, loan),
                "block" => database.Get<Blocks>().BlockAsync(borrower, lender),
                "freeze" => database.Get<Profiles>().FreezeAsync(lender, null),
                _ => ExpireAsync(database),
            }));
        var (after, wallet) = (await lenders.LoanAsync(loan), await lenders.WalletAsync(lender));
        Assert.Equal(0, wallet.Held.MinorUnits);
        Assert.Equal(after.Status == LoanStatus.Active ? 900_00 : 1_000_00, wallet.Balance.MinorUnits);
        Assert.Contains(after.Status, new[] { LoanStatus.Active, LoanStatus.Cancelled, LoanStatus.Declined, LoanStatus.Expired });
    });

    [Theory]
    [InlineData("cancel")]
    [InlineData("block")]
    [InlineData("freeze")]
    [InlineData("expiry")]
    public Task A_request_is_paid_out_or_ended(string by) => EachRoundAsync(async (database, lenders, lender, borrower) =>
    {
        var loan = await lenders.RequestAsync(borrower, lender, 100_00);
        await Task.WhenAll(
            TriedAsync(() => lenders.AnswerAsync(lender, loan)),
            TriedAsync(() => by switch
            {
                "cancel" => database.Get<LoanRequests>().CancelAsync(borrower, loan),
                "block" => database.Get<Blocks>().BlockAsync(borrower, lender),
                "freeze" => database.Get<Profiles>().FreezeAsync(borrower, null),
                _ => ExpireAsync(database),
            }));
        var after = await lenders.LoanAsync(loan);
        var paid = after.Status == LoanStatus.Active ? 100_00 : 0;
        Assert.Equal(1_000_00 - paid, (await lenders.WalletAsync(lender)).Balance.MinorUnits);
        Assert.Equal(paid, (await lenders.WalletAsync(borrower)).Balance.MinorUnits);
        Assert.Contains(after.Status, new[] { LoanStatus.Active, LoanStatus.Cancelled, LoanStatus.Declined, LoanStatus.Expired });
    });

    [Fact]
    public Task A_guarantee_is_given_before_the_payout_or_lapses() => EachRoundAsync(async (database, lenders, lender, borrower) =>
    {
        var guarantor = await lenders.PersonAsync();
        await lenders.BefriendAsync(guarantor, borrower);
        var loan = await lenders.RequestAsync(borrower, lender, 100_00);
        var guarantee = await lenders.AskAsync(borrower, loan, guarantor, 50_00);
        await Task.WhenAll(
            TriedAsync(() => lenders.AnswerAsync(lender, loan)), TriedAsync(() => lenders.AnswerGuaranteeAsync(guarantor, guarantee)));
        var contract = await database.Units.ReadAsync(db => db.Set<LoanContract>().Where(c => c.LoanId == loan).Select(c => c.Text).SingleAsync());
        var status = Assert.Single(await lenders.GuaranteesAsync(loan)).Status;
        Assert.Equal(status == GuaranteeStatus.Given, contract.Contains("Guarantor", StringComparison.Ordinal));
        Assert.Contains(status, new[] { GuaranteeStatus.Given, GuaranteeStatus.Lapsed });
    });

    [Fact]
    public Task What_is_forgiven_is_not_repaid_too() => EachRoundAsync(async (database, lenders, lender, borrower) =>
    {
        var loan = await lenders.RequestAsync(borrower, lender, 90_00);
        await lenders.AnswerAsync(lender, loan);
        await lenders.SetAutoRepayAsync(borrower, loan);
        database.Clock.Advance(TimeSpan.FromDays(30));
        await Task.WhenAll(
            TriedAsync(() => lenders.ForgiveAsync(lender, loan)),
            TriedAsync(() => lenders.RepayAsync(borrower, loan, 20_00)),
            TriedAsync(() => lenders.RepayAsync(borrower, loan, 90_27)),
            TriedAsync(() => database.MeetAsync<LoanDeadlines>()),
            TriedAsync(() => database.MeetAsync<LoanDeadlines>()));
        var after = await lenders.LoanAsync(loan);
        Assert.Equal(after.Principal, after.PrincipalRepaid + after.PrincipalForgiven);
        Assert.Contains(after.Status, new[] { LoanStatus.Forgiven, LoanStatus.Repaid });
    });

    [Fact]
    public Task Two_loans_do_not_use_the_same_part_of_a_line_and_lowering_it_loses_nothing() => EachRoundAsync(async (database, lenders, lender, borrower) =>
    {
        await database.Get<TrustLines>().SetAsync(lender, borrower, Money.Yuan(100), chains: false);
        var (one, other) = (await lenders.RequestAsync(borrower, lender, 70_00), await lenders.RequestAsync(borrower, lender, 70_00));
        await Task.WhenAll(
            TriedAsync(() => lenders.AnswerAsync(lender, one)),
            TriedAsync(() => lenders.AnswerAsync(lender, other)),
            TriedAsync(() => database.Get<TrustLines>().SetAsync(lender, borrower, Money.Yuan(80), chains: true)));
        var line = await database.Units.ReadAsync(db => db.Set<TrustLine>().SingleAsync(l => l.GiverId == lender));
        Assert.Equal(70_00, line.Used);
        await Task.WhenAll(
            TriedAsync(() => lenders.RepayAsync(borrower, one, 30_00)),
            TriedAsync(() => lenders.RepayAsync(borrower, other, 30_00)),
            TriedAsync(() => database.Get<TrustLines>().SetAsync(lender, borrower, Money.Fen(0), chains: false)));
        line = await database.Units.ReadAsync(db => db.Set<TrustLine>().SingleAsync(l => l.GiverId == lender));
        Assert.Equal((40_00, 0), (line.Used, line.CreditLimit));
    });

    [Theory]
    [InlineData("forgive")]
    [InlineData("repay")]
    public Task A_default_calls_for_what_is_owed_at_that_moment(string by) => EachRoundAsync(async (database, lenders, lender, borrower) =>
    {
        var (loan, guarantor) = await GuaranteedAsync(lenders, lender, borrower, wealth: 100);
        database.Clock.Advance(TimeToDefault);
        await Task.WhenAll(
            TriedAsync(() => by == "forgive" ? lenders.ForgiveAsync(lender, loan) : lenders.RepayAsync(borrower, loan, 90_00)),
            TriedAsync(() => database.MeetAsync<LoanDeadlines>()),
            TriedAsync(() => database.MeetAsync<LoanDeadlines>()));
        var (after, paid) = (await lenders.LoanAsync(loan), Assert.Single(await lenders.GuaranteesAsync(loan)).Paid);
        Assert.Contains(paid, new[] { 0L, 50_00L });
        Assert.Equal(90_00, after.PrincipalRepaid + after.PrincipalForgiven);
        if (by == "forgive")
        {
            // The guarantor who paid before the lender forgave is still owed.
            Assert.Equal(paid > 0 ? LoanStatus.Defaulted : LoanStatus.Forgiven, after.Status);
            await RequireWalletsAsync(lenders, (lender, 910_00 + paid), (borrower, 90_00), (guarantor, 100_00 - paid));
        }
        else
        {
            Assert.Equal(LoanStatus.Repaid, after.Status);
            await RequireWalletsAsync(lenders, (lender, 1_000_00), (borrower, 0), (guarantor, 100_00));
        }
    });

    [Fact]
    public Task What_is_called_is_paid_once_and_not_when_the_borrower_paid() => EachRoundAsync(async (database, lenders, lender, borrower) =>
    {
        var (loan, guarantor) = await GuaranteedAsync(lenders, lender, borrower, wealth: 0);
        database.Clock.Advance(TimeToDefault);
        await database.MeetAsync<LoanDeadlines>();
        var guarantee = Assert.Single(await lenders.GuaranteesAsync(loan));
        Assert.Equal((50_00, 0), (guarantee.Called, guarantee.Paid));
        await lenders.TopUpAsync(guarantor, 80_00);
        database.Clock.Advance(TimeSpan.FromDays(1));
        await Task.WhenAll(
            TriedAsync(() => lenders.PayGuaranteeAsync(guarantor, guarantee.Id, 50_00)),
            TriedAsync(() => database.MeetAsync<LoanDeadlines>()),
            TriedAsync(() => lenders.RepayAsync(borrower, loan, 90_00)));
        Assert.Equal(LoanStatus.Repaid, (await lenders.LoanAsync(loan)).Status);
        await RequireWalletsAsync(lenders, (lender, 1_000_00), (borrower, 0), (guarantor, 80_00));
    });

    [Theory]
    [InlineData("lender")]
    [InlineData("borrower")]
    public Task An_account_does_not_close_over_an_open_loan(string who) => EachRoundAsync(async (database, lenders, lender, borrower) =>
    {
        // Afterwards the lender's wallet is empty, so that only the loan stands in the way of closing the account.
        var (loan, leaver) = (await lenders.RequestAsync(borrower, lender, 1_000_00), who == "lender" ? lender : borrower);
        await Task.WhenAll(
            TriedAsync(() => lenders.AnswerAsync(lender, loan)),
            TriedAsync(() => CloseAsync(database, leaver)),
            TriedAsync(() => CloseAsync(database, leaver)));
        var isClosed = await IsClosedAsync(database, leaver);
        Assert.Equal(isClosed ? LoanStatus.Cancelled : LoanStatus.Active, (await lenders.LoanAsync(loan)).Status);
        Assert.False(isClosed && who == "lender");
    });

    /// <summary>The answer takes longer than the closing, which is sometimes tried with a wrong password first.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public Task An_account_does_not_close_over_a_guarantee(int slips) => EachRoundAsync(async (database, lenders, lender, borrower) =>
    {
        var guarantor = await lenders.PersonAsync();
        await lenders.BefriendAsync(guarantor, borrower);
        var loan = await lenders.RequestAsync(borrower, lender, 100_00);
        var guarantee = await lenders.AskAsync(borrower, loan, guarantor, 50_00);
        await Task.WhenAll(
            TriedAsync(() => lenders.AnswerGuaranteeAsync(guarantor, guarantee)), TriedAsync(() => CloseAsync(database, guarantor, slips)));
        var status = Assert.Single(await lenders.GuaranteesAsync(loan)).Status;
        Assert.Equal(!await IsClosedAsync(database, guarantor), status == GuaranteeStatus.Given);
        await lenders.AnswerAsync(lender, loan);
        Assert.Equal(LoanStatus.Active, (await lenders.LoanAsync(loan)).Status);
    });

    [Fact]
    public async Task Many_repayments_with_few_keys_are_each_made_once()
    {
        await using var database = await TestDatabase.CreateAsync();
        var lenders = new Lenders(database);
        var (lender, borrower) = (await lenders.PersonAsync(1_000), await lenders.PersonAsync(200));
        await lenders.BefriendAsync(lender, borrower);
        var loan = await lenders.RequestAsync(borrower, lender, 100_00, rate: 0);
        await lenders.AnswerAsync(lender, loan);
        Guid[] keys = [.. Enumerable.Range(0, 5).Select(_ => database.Clock.NewGuid())];
        await Task.WhenAll(Enumerable.Range(0, 25).Select(i => TriedAsync(() => lenders.RepayAsync(borrower, loan, 10_00, keys[i % 5]))));
        Assert.Equal(50_00, (await lenders.LoanAsync(loan)).PrincipalRepaid);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => TriedAsync(() => lenders.RepayAsync(borrower, loan, 10_00))));
        Assert.Equal(LoanStatus.Repaid, (await lenders.LoanAsync(loan)).Status);
        Assert.Equal(200_00, (await lenders.WalletAsync(borrower)).Balance.MinorUnits);
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }

    /// <summary>Each round has two new friends, of whom the lender has ¥1,000; afterwards everything adds up.</summary>
    private static async Task EachRoundAsync(Func<TestDatabase, Lenders, UserId, UserId, Task> round)
    {
        await using var database = await TestDatabase.CreateAsync();
        var lenders = new Lenders(database);
        for (var i = 0; i < Rounds; i++)
        {
            var (lender, borrower) = (await lenders.PersonAsync(1_000), await lenders.PersonAsync());
            await lenders.BefriendAsync(lender, borrower);
            await round(database, lenders, lender, borrower);
        }

        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }

    /// <summary>A loan of ¥90 for a month, without interest, for ¥50 of which somebody with so many yuan stands in.</summary>
    private static async Task<(LoanId Loan, UserId Guarantor)> GuaranteedAsync(Lenders lenders, UserId lender, UserId borrower, long wealth)
    {
        var guarantor = await lenders.PersonAsync(wealth);
        await lenders.BefriendAsync(guarantor, borrower);
        var loan = await lenders.RequestAsync(borrower, lender, 90_00, rate: 0, months: 1);
        await lenders.AnswerGuaranteeAsync(guarantor, await lenders.AskAsync(borrower, loan, guarantor, 50_00));
        await lenders.AnswerAsync(lender, loan);
        return (loan, guarantor);
    }

    private static async Task RequireWalletsAsync(Lenders lenders, params (UserId Owner, long Fen)[] wallets)
    {
        foreach (var (owner, fen) in wallets)
        {
            Assert.Equal(fen, (await lenders.WalletAsync(owner)).Balance.MinorUnits);
        }
    }

    private static async Task CloseAsync(TestDatabase database, UserId user, int slips = 0)
    {
        var (closing, here) = (database.Get<AccountClosing>(), new Origin("127.0.0.1", null));
        for (var i = 0; i < slips; i++)
        {
            await TriedAsync(() => closing.CloseAsync(user, "another-Pass-1", here));
        }

        await closing.CloseAsync(user, TestDatabase.Password, here);
    }

    private static Task<bool> IsClosedAsync(TestDatabase database, UserId user) =>
        database.Units.ReadAsync(db => db.Set<User>().AnyAsync(u => u.Id == user && u.ClosedAt != null));

    private static async Task ExpireAsync(TestDatabase database)
    {
        database.Clock.Advance(Loan.AnswerTime);
        await database.MeetAsync<LoanDeadlines>();
    }

    /// <summary>Refusals are what a race is about; anything else is a fault.</summary>
    private static Task TriedAsync(Func<Task> act) => Task.Run(async () =>
    {
        try
        {
            await act();
        }
        catch (DomainException)
        {
        }
    });
}
