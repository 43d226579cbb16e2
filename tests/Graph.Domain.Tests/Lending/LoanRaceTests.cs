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
    private static readonly int Rounds = Thorough.Times(6, 40);

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

    [Fact]
    public Task An_account_does_not_close_over_an_open_loan() => EachRoundAsync(async (database, lenders, lender, borrower) =>
    {
        var loan = await lenders.RequestAsync(borrower, lender, 10_00);
        await Task.WhenAll(
            TriedAsync(() => lenders.AnswerAsync(lender, loan)),
            TriedAsync(() => database.Get<AccountClosing>().CloseAsync(borrower, TestDatabase.Password, new Origin("127.0.0.1", null))));
        var closed = await database.Units.ReadAsync(db => db.Set<User>().AnyAsync(u => u.Id == borrower && u.ClosedAt != null));
        Assert.Equal(closed ? LoanStatus.Cancelled : LoanStatus.Active, (await lenders.LoanAsync(loan)).Status);
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
