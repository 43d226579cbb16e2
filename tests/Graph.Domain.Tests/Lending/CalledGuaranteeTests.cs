using Graph.Domain.Lending;
using Graph.Domain.Lending.Guarantees;
using Graph.Domain.Lending.Loans;
using Graph.Domain.Payments;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Lending;

/// <summary>What goes on after a loan is in default: draws on guarantors, what they get back, and who may leave.</summary>
public sealed class CalledGuaranteeTests
{
    [Theory]
    [InlineData("guarantor")]
    [InlineData("borrower")]
    public Task A_small_payment_does_not_put_off_the_draw_of_the_day(string who) => WithAsync(wealth: 0, async (database, lenders, people, loan) =>
    {
        var guarantee = Assert.Single(await lenders.GuaranteesAsync(loan));
        Assert.Equal((50_00, 0), (guarantee.Called, guarantee.Paid));
        var nextDay = BusinessCalendar.DateOf(database.Clock.UtcNow()).AddDays(1);
        AdvanceTo(database, nextDay, hour: 8);
        await lenders.TopUpAsync(people.Guarantor, 60_00);
        await (who == "guarantor" ? lenders.PayGuaranteeAsync(people.Guarantor, guarantee.Id, 1) : (Task)lenders.RepayAsync(people.Borrower, loan, 1));
        AdvanceTo(database, nextDay, hour: 9);
        await database.MeetAsync<LoanDeadlines>();
        Assert.Equal(50_00, Assert.Single(await lenders.GuaranteesAsync(loan)).Paid);

        // It was the draw of this day, and the loan waits for no other one.
        Assert.Null((await lenders.LoanAsync(loan)).DueAt);
    });

    [Fact]
    public Task A_lender_who_is_owed_nothing_more_does_not_wait_for_the_guarantors() => WithAsync(wealth: 100, async (database, lenders, people, loan) =>
    {
        Assert.Equal(["Wait until what you lent is repaid, or forgive it."], await MattersAsync(database, people.Lender));
        await lenders.ForgiveAsync(people.Lender, loan);
        Assert.Equal(LoanStatus.Defaulted, (await lenders.LoanAsync(loan)).Status);
        Assert.Empty(await MattersAsync(database, people.Lender));

        // The guarantor paid, and is still owed.
        Assert.Single(await MattersAsync(database, people.Guarantor));
    });

    [Fact]
    public Task A_guarantor_who_paid_and_let_it_go_does_not_wait_for_the_lender() => WithAsync(wealth: 100, async (database, lenders, people, loan) =>
    {
        await lenders.ForgiveAsync(people.Guarantor, loan);
        Assert.Equal(LoanStatus.Defaulted, (await lenders.LoanAsync(loan)).Status);
        Assert.Equal(GuaranteeStatus.Called, Assert.Single(await lenders.GuaranteesAsync(loan)).Status);
        Assert.Empty(await MattersAsync(database, people.Guarantor));
    });

    [Fact]
    public Task A_guarantor_who_has_not_paid_the_whole_call_stays() => WithAsync(wealth: 20, async (database, lenders, people, loan) =>
    {
        await lenders.ForgiveAsync(people.Guarantor, loan);
        Assert.Single(await MattersAsync(database, people.Guarantor));
    });

    [Fact]
    public Task What_guarantors_get_back_has_the_day_on_which_they_got_it() => WithAsync(wealth: 100, async (database, lenders, people, loan) =>
    {
        await lenders.ForgiveAsync(people.Lender, loan);
        database.Clock.Advance(TimeSpan.FromDays(30));
        await lenders.RepayAsync(people.Borrower, loan, 10_00);
        var last = await database.Units.ReadAsync(db => db.Set<LoanTransaction>().OrderByDescending(t => t.Number).FirstAsync(t => t.LoanId == loan));
        Assert.Equal(BusinessCalendar.DateOf(database.Clock.UtcNow()), last.PaidOn);
    });

    [Fact]
    public Task A_loan_in_default_is_not_repaid_by_itself() => WithAsync(wealth: 0, async (_, lenders, people, loan) =>
    {
        var refused = await Assert.ThrowsAsync<DomainException>(() => lenders.SetAutoRepayAsync(people.Borrower, loan));
        Assert.Equal(new LoanStatusError(LoanStatus.Defaulted), Assert.Single(refused.Errors));
        await lenders.SetAutoRepayAsync(people.Borrower, loan, on: false);
    });

    /// <summary>The three days of trying are over for months, and the money has come since.</summary>
    [Fact]
    public async Task Before_a_default_automatic_repayment_is_tried_once_more()
    {
        await using var database = await TestDatabase.CreateAsync();
        var lenders = new Lenders(database);
        var (lender, borrower) = (await lenders.PersonAsync(100), await lenders.PersonAsync());
        await lenders.BefriendAsync(lender, borrower);
        var loan = await lenders.RequestAsync(borrower, lender, 90_00, rate: 0, months: 1);
        await lenders.AnswerAsync(lender, loan);
        await lenders.SetAutoRepayAsync(borrower, loan);
        await database.Get<Transfers>().SendAsync(new Transfer(borrower, database.Clock.NewGuid(), lender, Money.Yuan(90)), new Origin(null, null), default);
        var today = BusinessCalendar.DateOf(database.Clock.UtcNow());
        for (var day = 1; day < 115; day++)
        {
            AdvanceTo(database, today.AddDays(day), hour: 9);
            await database.MeetAsync<LoanDeadlines>();
        }

        Assert.Equal(LoanStatus.Active, (await lenders.LoanAsync(loan)).Status);
        await lenders.TopUpAsync(borrower, 90_00);
        for (var day = 115; day < 125; day++)
        {
            AdvanceTo(database, today.AddDays(day), hour: 9);
            await database.MeetAsync<LoanDeadlines>();
        }

        Assert.Equal(LoanStatus.Repaid, (await lenders.LoanAsync(loan)).Status);
    }

    /// <summary>A loan of ¥90 without interest that is in default, with a guarantee of ¥50.</summary>
    private static async Task WithAsync(
        long wealth, Func<TestDatabase, Lenders, (UserId Lender, UserId Borrower, UserId Guarantor), LoanId, Task> test)
    {
        await using var database = await TestDatabase.CreateAsync();
        var lenders = new Lenders(database);
        var people = (await lenders.PersonAsync(100), await lenders.PersonAsync(), await lenders.PersonAsync(wealth));
        var (lender, borrower, guarantor) = people;
        await lenders.BefriendAsync(lender, borrower);
        await lenders.BefriendAsync(guarantor, borrower);
        var loan = await lenders.RequestAsync(borrower, lender, 90_00, rate: 0, months: 1);
        await lenders.AnswerGuaranteeAsync(guarantor, await lenders.AskAsync(borrower, loan, guarantor, 50_00));
        await lenders.AnswerAsync(lender, loan);
        database.Clock.Advance(TimeSpan.FromDays(122));
        await database.MeetAsync<LoanDeadlines>();
        Assert.Equal(LoanStatus.Defaulted, (await lenders.LoanAsync(loan)).Status);
        await test(database, lenders, people, loan);
    }

    private static void AdvanceTo(TestDatabase database, DateOnly day, int hour) =>
        database.Clock.Advance(BusinessCalendar.StartOf(day).AddHours(hour) - database.Clock.UtcNow());

    private static Task<IReadOnlyList<string>> MattersAsync(TestDatabase database, UserId user) =>
        database.Units.ReadAsync(db => new LendingEnd(database.Get<LoanEnds>()).OpenMattersAsync(db, user));
}
