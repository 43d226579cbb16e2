using Graph.Domain.Ledger.Checking;
using Graph.Domain.Lending.Loans;
using Graph.Domain.Lending.Plans;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;

namespace Graph.Domain.Tests.Lending;

public sealed class TinyLoanTests
{
    /// <summary>35 of its 36 instalments are of nothing, so nothing is due, and nobody is reminded, before the last.</summary>
    [Theory]
    [InlineData(RepaymentKind.EqualPrincipal)]
    [InlineData(RepaymentKind.EqualInstallments)]
    public async Task A_loan_of_one_fen_over_36_months_is_due_at_its_end(RepaymentKind repayment)
    {
        await using var database = await TestDatabase.CreateAsync();
        var lenders = new Lenders(database);
        var (lender, borrower) = (await lenders.PersonAsync(10), await lenders.PersonAsync());
        await lenders.BefriendAsync(lender, borrower);
        var id = await lenders.RequestAsync(borrower, lender, 1, rate: 0.12m, months: 36, repayment);
        await lenders.AnswerAsync(lender, id);
        var due = new DateOnly(2029, 11, 23);
        for (var month = 1; month < 36; month++)
        {
            var loan = await lenders.LoanAsync(id);
            Assert.Equal((due, LoanStatus.Active), (loan.NextDueOn, loan.StatusAt(database.Clock.UtcNow())));
            Assert.Equal(0, (await lenders.StandingAsync(id)).State.DueNow);
            Assert.DoesNotContain(await LoanNoticeTests.ToldAsync(database, borrower), line => line.StartsWith("LoanDue", StringComparison.Ordinal));
            database.Clock.Advance(TimeSpan.FromDays(30));
            await database.MeetAsync<LoanDeadlines>();
        }

        database.Clock.Advance(TimeSpan.FromDays(60));
        await database.MeetAsync<LoanDeadlines>();
        Assert.Equal(LoanStatus.Overdue, (await lenders.LoanAsync(id)).StatusAt(database.Clock.UtcNow()));
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
        await lenders.RepayAsync(borrower, id, 1);
        Assert.Equal((LoanStatus.Repaid, null), ((await lenders.LoanAsync(id)).Status, (await lenders.LoanAsync(id)).NextDueOn));
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }
}
