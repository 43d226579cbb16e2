using Graph.Domain.Feed;
using Graph.Domain.Lending.Guarantees;
using Graph.Domain.Lending.Loans;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Lending;

/// <summary>Who is told what of a loan, in which words, and on which day.</summary>
public sealed class LoanNoticeTests
{
    private const string DueOn = "2026-12-23";
    private const string OverdueForBorrower = $"An instalment that was due on {DueOn} is overdue";
    private const string OverdueForLender = $"An instalment that was due to you on {DueOn} is overdue";

    [Fact]
    public async Task An_automatic_repayment_tells_the_lender_that_money_came_and_the_borrower_that_it_went()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (lenders, lender, borrower) = await PairAsync(database);
        var loan = await lenders.RequestAsync(borrower, lender, 300_00);
        await lenders.AnswerAsync(lender, loan);
        await lenders.SetAutoRepayAsync(borrower, loan);
        database.Clock.Advance(TimeSpan.FromDays(30));
        await database.MeetAsync<LoanDeadlines>();
        Assert.Equal(100_00, (await lenders.LoanAsync(loan)).PrincipalRepaid);
        Assert.Equal("LoanRepaymentReceived: You received a repayment", (await ToldAsync(database, lender))[^1]);
        var told = await ToldAsync(database, borrower);
        Assert.Equal("AutoRepaid: An instalment was paid from your wallet by itself", told[^1]);
        Assert.DoesNotContain(told, line => line.Contains("received", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Both_are_reminded_three_days_before_on_the_day_and_3_10_and_30_days_after()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (lenders, lender, borrower) = await PairAsync(database);
        var loan = await lenders.RequestAsync(borrower, lender, 100_00, months: 1);
        await lenders.AnswerAsync(lender, loan);
        var (toBorrower, toLender) = (new List<string>(), new List<string>());
        for (var day = 1; day <= 70; day++)
        {
            var before = (Borrower: await ToldAsync(database, borrower), Lender: await ToldAsync(database, lender));
            database.Clock.Advance(TimeSpan.FromDays(1));
            await database.MeetAsync<LoanDeadlines>();
            toBorrower.AddRange((await ToldAsync(database, borrower)).Skip(before.Borrower.Count).Select(line => $"{day - 30} {line}"));
            toLender.AddRange((await ToldAsync(database, lender)).Skip(before.Lender.Count).Select(line => $"{day - 30} {line}"));
        }

        Assert.Equal(
            [
                $"-3 LoanDue: An instalment is due on {DueOn}", "0 LoanDue: An instalment is due today",
                $"3 LoanOverdue: {OverdueForBorrower}", $"10 LoanOverdue: {OverdueForBorrower}", $"30 LoanOverdue: {OverdueForBorrower}",
            ],
            toBorrower);
        Assert.Equal(
            [
                $"-3 LoanDue: An instalment is due to you on {DueOn}", "0 LoanDue: An instalment is due to you today",
                $"3 LoanOverdue: {OverdueForLender}", $"10 LoanOverdue: {OverdueForLender}", $"30 LoanOverdue: {OverdueForLender}",
            ],
            toLender);
    }

    /// <summary>No node was running for some days. What is said is true on the day on which it is said.</summary>
    [Theory]
    [InlineData(29, $"LoanDue: An instalment is due on {DueOn}")]
    [InlineData(30, "LoanDue: An instalment is due today")]
    [InlineData(31, $"LoanOverdue: {OverdueForBorrower}")]
    [InlineData(45, $"LoanOverdue: {OverdueForBorrower}")]
    [InlineData(59, $"LoanOverdue: {OverdueForBorrower}", "LoanDue: An instalment is due on 2027-01-23")]
    public async Task A_reminder_that_comes_late_says_nothing_wrong(int days, params string[] expected)
    {
        await using var database = await TestDatabase.CreateAsync();
        var (lenders, lender, borrower) = await PairAsync(database);
        await lenders.AnswerAsync(lender, await lenders.RequestAsync(borrower, lender, 100_00, months: 2));
        var before = (await ToldAsync(database, borrower)).Count;
        database.Clock.Advance(TimeSpan.FromDays(days));
        await database.MeetAsync<LoanDeadlines>();
        Assert.Equal(expected, (await ToldAsync(database, borrower)).Skip(before));
        await database.MeetAsync<LoanDeadlines>();
        Assert.Equal(before + expected.Length, (await ToldAsync(database, borrower)).Count);
    }

    [Fact]
    public async Task What_a_guarantor_pays_is_told_to_lender_and_borrower_and_the_end_of_a_call_to_the_guarantor()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (lenders, lender, borrower) = await PairAsync(database);
        var guarantor = await lenders.PersonAsync(20);
        await lenders.BefriendAsync(guarantor, borrower);
        var loan = await lenders.RequestAsync(borrower, lender, 90_00, rate: 0, months: 1);
        var guarantee = await lenders.AskAsync(borrower, loan, guarantor, 50_00);
        await lenders.AnswerGuaranteeAsync(guarantor, guarantee);
        await lenders.AnswerAsync(lender, loan);
        database.Clock.Advance(TimeSpan.FromDays(122));
        await database.MeetAsync<LoanDeadlines>();
        await RequireBothAsync(1);
        await lenders.TopUpAsync(guarantor, 30_00);
        await lenders.PayGuaranteeAsync(guarantor, guarantee, 10_00);
        await RequireBothAsync(2);
        await lenders.ForgiveAsync(lender, loan);
        Assert.Equal(
            "GuaranteeCallEnded: The lender let the rest of a loan go; you have nothing more to pay for it", (await ToldAsync(database, guarantor))[^1]);
        Assert.Equal(LoanStatus.Defaulted, (await lenders.LoanAsync(loan)).Status);

        async Task RequireBothAsync(int times)
        {
            Assert.Equal(times, (await ToldAsync(database, lender)).Count(line => line == "LoanRepaymentReceived: You received what a guarantor paid for a loan"));
            Assert.Equal(
                times, (await ToldAsync(database, borrower)).Count(line => line == "GuarantorPaid: A guarantor paid for your loan; you owe it to that person now"));
        }
    }

    /// <summary>A claim of one fen is divided between two guarantors: one has to pay it, and the other nothing.</summary>
    [Fact]
    public async Task Who_has_nothing_to_pay_is_not_told_to_pay()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (lenders, lender, borrower) = await PairAsync(database);
        var (one, other) = (await lenders.PersonAsync(), await lenders.PersonAsync());
        var loan = await lenders.RequestAsync(borrower, lender, 1, rate: 0, months: 1);
        foreach (var guarantor in new[] { one, other })
        {
            await lenders.BefriendAsync(guarantor, borrower);
            await lenders.AnswerGuaranteeAsync(guarantor, await lenders.AskAsync(borrower, loan, guarantor, 1));
        }

        await lenders.AnswerAsync(lender, loan);
        database.Clock.Advance(TimeSpan.FromDays(122));
        await database.MeetAsync<LoanDeadlines>();
        var called = await lenders.GuaranteesAsync(loan);
        Assert.Equal([0L, 1L], called.Select(g => g.Called).Order());
        Assert.All(called, g => Assert.Equal(GuaranteeStatus.Called, g.Status));
        foreach (var guarantee in called)
        {
            Assert.Equal(
                guarantee.Called, (await ToldAsync(database, guarantee.GuarantorId)).Count(line => line.StartsWith("GuaranteeCalled", StringComparison.Ordinal)));
        }
    }

    internal static Task<List<string>> ToldAsync(TestDatabase database, UserId user) => database.Units.ReadAsync(async db =>
        (await db.Set<Notification>().Where(n => n.RecipientId == user).OrderBy(n => n.Number).ToListAsync()).ConvertAll(n => $"{n.Kind}: {n.Title}"));

    private static async Task<(Lenders Lenders, UserId Lender, UserId Borrower)> PairAsync(TestDatabase database)
    {
        var lenders = new Lenders(database);
        var (lender, borrower) = (await lenders.PersonAsync(2_000), await lenders.PersonAsync());
        await lenders.BefriendAsync(lender, borrower);
        return (lenders, lender, borrower);
    }
}
