using Graph.Domain.Ledger.Checking;
using Graph.Domain.Lending.Loans;
using Graph.Domain.Lending.Trust;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Lending;

/// <summary>What the database holds of loans by itself, and what the checker finds where it was made to look away.</summary>
public sealed partial class LendingCheckerTests
{
    /// <summary>A loan in each state that matters: partly repaid on a line, forgiven, offered, and in default with a called guarantor.</summary>
    private static readonly KeptWorld Lively = new(async () =>
    {
        var database = await TestDatabase.CreateAsync();
        var lenders = new Lenders(database);
        var (lender, borrower, guarantor) = (await lenders.PersonAsync(4_000), await lenders.PersonAsync(), await lenders.PersonAsync(30));
        await lenders.BefriendAsync(lender, borrower);
        await lenders.BefriendAsync(guarantor, borrower);
        var defaulted = await lenders.RequestAsync(borrower, lender, 100_00, months: 1);
        await lenders.AnswerGuaranteeAsync(guarantor, await lenders.AskAsync(borrower, defaulted, guarantor, 50_00));
        await lenders.AnswerAsync(lender, defaulted);
        database.Clock.Advance(TimeSpan.FromDays(121));
        await database.MeetAsync<LoanDeadlines>();
        Assert.Equal(LoanStatus.Defaulted, (await lenders.LoanAsync(defaulted)).Status);
        await database.Get<TrustLines>().SetAsync(lender, borrower, Money.Yuan(500), chains: false);
        var running = await lenders.RequestAsync(borrower, lender, 300_00);
        await lenders.AnswerAsync(lender, running);
        database.Clock.Advance(TimeSpan.FromDays(10));
        await lenders.RepayAsync(borrower, running, 120_30);
        var forgiven = await lenders.RequestAsync(borrower, lender, 50_00);
        await lenders.AnswerAsync(lender, forgiven);
        database.Clock.Advance(TimeSpan.FromDays(5));
        await lenders.ForgiveAsync(lender, forgiven);
        await lenders.OfferAsync(lender, borrower, 70_00);
        await database.MeetAsync<LoanDeadlines>();
        return database;
    });

    [Theory]
    [InlineData("UPDATE loan SET principal_repaid = principal_repaid + 1 WHERE status = 5", "the lender received what the loan counts")]
    [InlineData("UPDATE loan SET interest_paid = interest_paid + 1 WHERE status = 5", "the lender received what the loan counts")]
    [InlineData("UPDATE loan_transaction SET principal = principal - 1, interest = interest + 1 WHERE principal > 0", "the lender received what the loan counts")]
    [InlineData("UPDATE loan SET principal = principal + 100 WHERE status = 5", "a loan was paid out by its lender to its borrower")]
    [InlineData("UPDATE loan SET interest_forgiven = interest_forgiven + 1 WHERE status = 8", "interest is paid, open or forgiven")]
    [InlineData("UPDATE loan SET interest_forgiven = 1000000 WHERE status = 5", "interest is paid, open or forgiven")]
    [InlineData("UPDATE trust_line SET used = used - 1", "a trust line counts the unpaid principal of its loans")]
    [InlineData("DELETE FROM loan_transaction", "each transaction of a loan belongs to one")]
    [InlineData("DELETE FROM loan_contract", "a loan that was paid out has its transaction and its contract")]
    [InlineData("UPDATE guarantee SET paid = paid - 1 WHERE paid > 0", "a guarantor pays what was called, and gets back what was paid")]
    [InlineData("UPDATE guarantee SET recovered = recovered + 1 WHERE paid > 0", "a guarantor pays what was called, and gets back what was paid")]
    [InlineData("UPDATE loan SET next_due_on = '2029-05-05' WHERE status = 5", "a loan says when its first unpaid instalment is due")]
    [InlineData("UPDATE loan SET next_due_on = NULL WHERE status = 5", "a loan says when its first unpaid instalment is due")]
    [InlineData("UPDATE loan SET next_due_on = '2029-05-05' WHERE status = 8", "a loan says when its first unpaid instalment is due")]
    [InlineData("UPDATE loan SET forgiven_at = created_at WHERE status = 5", "principal is repaid, unpaid or forgiven")]
    [InlineData("UPDATE loan SET principal_forgiven = 1 WHERE status = 5", "principal is repaid, unpaid or forgiven")]
    [InlineData("UPDATE loan SET interest_forgiven = 1 WHERE status = 5", "principal is repaid, unpaid or forgiven")]
    [InlineData("UPDATE loan_transaction SET principal = principal + 1, interest = interest - 1 WHERE interest > 0", "a repayment goes to the interest to date, then to the principal")]
    [InlineData("UPDATE loan_transaction SET guarantee_id = (SELECT id FROM guarantee WHERE paid > 0) WHERE principal > 0 AND guarantee_id IS NULL", "the lender is paid before the guarantors")]
    [InlineData("UPDATE loan SET due_at = '2020-01-01 00:00:00' WHERE status = 5", "a loan takes its steps in time")]
    [InlineData("UPDATE loan SET status = 3, closed_at = created_at, due_at = NULL WHERE status = 1", "an open hold has something that ends it")]
    public async Task A_broken_rule_is_found(string damage, string rule)
    {
        await using var database = await Lively.OpenAsync();
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
        await database.DamageAsync(damage);
        Assert.Contains(await database.Get<LedgerChecker>().CheckAsync(), violation => violation.Rule == rule);
    }

    [Theory]
    [InlineData("UPDATE loan_contract SET text = 'other'", "append-only")]
    [InlineData("DELETE FROM loan_contract", "append-only")]
    [InlineData("UPDATE loan_transaction SET principal = 0", "append-only")]
    [InlineData("UPDATE loan SET borrower_id = lender_id", "ck_loan_two_people")]
    [InlineData("UPDATE loan SET principal_repaid = principal + 1 WHERE status = 5", "ck_loan_amounts")]
    [InlineData("UPDATE loan SET months = 37", "ck_loan_terms")]
    [InlineData("UPDATE loan SET rate = 1000001", "ck_loan_terms")]
    [InlineData("UPDATE loan SET status = 7, closed_at = created_at, due_at = NULL WHERE status = 5", "ck_loan_repaid")]
    [InlineData("UPDATE loan SET status = 5 WHERE status = 1", "ck_loan_paid_out")]
    [InlineData("UPDATE guarantee SET paid = called + 1", "ck_guarantee_amounts")]
    [InlineData("UPDATE guarantee SET called = share + 1", "ck_guarantee_amounts|ck_guarantee_called")]
    [InlineData("UPDATE trust_line SET used = -1", "ck_trust_line_amounts")]
    public async Task An_attack_is_refused_by_the_database_itself(string attack, string by)
    {
        await using var database = await Lively.OpenAsync();
        var refused = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() =>
            database.Units.WriteAsync(db => db.Database.ExecuteSqlRawAsync(attack)));
        Assert.Matches(by, refused.Message);
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }
}
