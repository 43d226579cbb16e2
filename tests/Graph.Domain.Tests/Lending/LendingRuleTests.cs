using Graph.Domain.Friendships;
using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Lending.Guarantees;
using Graph.Domain.Lending.Loans;
using Graph.Domain.Lending.Trust;
using Graph.Domain.Payments;
using Graph.Domain.Shared;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Lending;

/// <summary>Rules of loans that hold whoever the people are: what ends, what stays possible, and how money is written down.</summary>
public sealed class LendingRuleTests
{
    [Fact]
    public async Task The_end_of_a_friendship_ends_what_is_not_paid_out_and_nothing_else()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (lenders, lender, borrower) = await PairAsync(database);
        var guarantor = await lenders.PersonAsync();
        await lenders.BefriendAsync(guarantor, borrower);
        await lenders.BefriendAsync(guarantor, lender);
        var running = await LentAsync(lenders, lender, borrower, 50_00);
        var (requested, offered) = (await lenders.RequestAsync(borrower, lender, 10_00), await lenders.OfferAsync(lender, borrower, 20_00));
        var elsewhere = await lenders.RequestAsync(guarantor, lender, 10_00);
        await lenders.AskAsync(borrower, requested, guarantor, 5_00);
        await database.Get<TrustLines>().SetAsync(lender, borrower, Money.Yuan(100), chains: true);
        await database.Get<Friends>().RemoveAsync(borrower, lender);
        Assert.Equal(
            [LoanStatus.Active, LoanStatus.Cancelled, LoanStatus.Declined, LoanStatus.Requested],
            [
                (await lenders.LoanAsync(running)).Status, (await lenders.LoanAsync(requested)).Status,
                (await lenders.LoanAsync(offered)).Status, (await lenders.LoanAsync(elsewhere)).Status,
            ]);
        Assert.Equal(GuaranteeStatus.Lapsed, Assert.Single(await lenders.GuaranteesAsync(requested)).Status);
        Assert.Equal(0, (await lenders.WalletAsync(lender)).Held.MinorUnits);
        await lenders.RepayAsync(borrower, running, 50_00);
        Assert.Equal(LoanStatus.Repaid, (await lenders.LoanAsync(running)).Status);
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }

    [Theory]
    [InlineData(EvidenceKind.Phone, RealNameLevel.ClassI)]
    [InlineData(EvidenceKind.IdCard, RealNameLevel.None)]
    public async Task Who_fell_to_a_lower_level_and_froze_the_account_repays_all_the_same(EvidenceKind lost, RealNameLevel level)
    {
        await using var database = await TestDatabase.CreateAsync();
        var (lenders, lender, borrower) = await PairAsync(database);
        var loan = await LentAsync(lenders, lender, borrower, 50_00);
        await database.Get<EvidenceDecisions>().RevokeAsync("13800000002", lost, "For a test.");
        await database.Get<Profiles>().FreezeAsync(borrower, null);
        Assert.Equal(level, await database.Units.ReadAsync(db => db.Set<User>().Where(u => u.Id == borrower).Select(u => u.Level).SingleAsync()));
        await lenders.RepayAsync(borrower, loan, 50_00);
        Assert.Equal(LoanStatus.Repaid, (await lenders.LoanAsync(loan)).Status);
        await Assert.ThrowsAsync<DomainException>(() => lenders.RequestAsync(borrower, lender, 1_00));
    }

    [Fact]
    public async Task A_payment_has_a_posting_for_interest_and_one_for_principal_and_the_first_transaction_carries_the_key()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (lenders, lender, borrower) = await PairAsync(database);
        var guarantor = await lenders.PersonAsync(100);
        await lenders.BefriendAsync(guarantor, borrower);
        var loan = await lenders.RequestAsync(borrower, lender, 90_00, rate: 0.0365m, months: 1);
        await lenders.AnswerGuaranteeAsync(guarantor, await lenders.AskAsync(borrower, loan, guarantor, 50_00));
        await lenders.AnswerAsync(lender, loan);
        database.Clock.Advance(TimeSpan.FromDays(122));
        await database.MeetAsync<LoanDeadlines>();
        await lenders.TopUpAsync(borrower, 50_00);
        database.Clock.Advance(TimeSpan.FromDays(10));
        var (standing, key) = (await lenders.StandingAsync(loan), database.Clock.NewGuid());
        Assert.True(standing.State is { Interest: > 0, Principal: > 0 });
        await lenders.RepayAsync(borrower, loan, standing.LendersClaim + 20_00, key);
        var paid = await database.Units.ReadAsync(db => db.Set<LoanTransaction>()
            .Where(t => t.LoanId == loan && t.Number > standing.Transactions).OrderBy(t => t.Number)
            .Select(t => new
            {
                Transaction = db.Set<Transaction>().Single(one => one.Id == t.TransactionId),
                Parts = db.Set<Posting>().Where(p => p.TransactionId == t.TransactionId).OrderBy(p => p.Position).Select(p => p.Amount).ToList(),
            }).ToListAsync());
        Assert.Equal([standing.State.Interest, standing.State.Principal], paid[0].Parts);
        Assert.Equal([20_00], paid[1].Parts);
        Assert.Equal([lender, guarantor], paid.Select(one => one.Transaction.PayeeId!.Value));
        Assert.Equal([key, null], paid.Select(one => one.Transaction.RequestKey?.Value));
        Assert.Equal(2, paid.Count);
    }

    [Fact]
    public async Task Operators_reverse_no_payment_of_a_loan()
    {
        await using var database = await TestDatabase.CreateAsync();
        var (lenders, lender, borrower) = await PairAsync(database);
        var (guarantor, operator_) = (await lenders.PersonAsync(100), await lenders.PersonAsync());
        await lenders.BefriendAsync(guarantor, borrower);
        var loan = await lenders.RequestAsync(borrower, lender, 90_00, rate: 0, months: 1);
        await lenders.AnswerGuaranteeAsync(guarantor, await lenders.AskAsync(borrower, loan, guarantor, 50_00));
        await lenders.AnswerAsync(lender, loan);
        database.Clock.Advance(TimeSpan.FromDays(122));
        await database.MeetAsync<LoanDeadlines>();
        await lenders.RepayAsync(borrower, loan, 60_00);
        var kinds = await database.Units.ReadAsync(db => (
            from link in db.Set<LoanTransaction>()
            join transaction in db.Set<Transaction>() on link.TransactionId equals transaction.Id
            orderby link.Number
            select new { transaction.Id, transaction.Kind }).ToListAsync());
        Assert.Equal(
            [TransactionKind.LoanDisbursement, TransactionKind.GuaranteeCall, TransactionKind.LoanRepayment, TransactionKind.LoanRepayment],
            kinds.Select(one => one.Kind));
        foreach (var one in kinds)
        {
            var refused = await Assert.ThrowsAsync<DomainException>(() =>
                database.Get<Reversals>().ReverseAsync(operator_, database.Clock.NewGuid(), one.Id, "It was a mistake.", default));
            Assert.IsType<NotReversibleError>(Assert.Single(refused.Errors));
        }
    }

    [Theory]
    [InlineData("giver")]
    [InlineData("receiver")]
    [InlineData("nobody")]
    public async Task A_promise_of_or_to_somebody_below_class_ii_is_not_in_the_snapshot(string who)
    {
        await using var database = await TestDatabase.CreateAsync();
        var (_, lender, borrower) = await PairAsync(database);
        await database.Get<TrustLines>().SetAsync(lender, borrower, Money.Yuan(500), chains: true);
        if (who != "nobody")
        {
            await database.Get<EvidenceDecisions>().RevokeAsync(who == "giver" ? "13800000001" : "13800000002", EvidenceKind.Phone, "For a test.");
        }

        await database.MeetAsync<TrustSnapshots>();
        Assert.Equal(who == "nobody" ? 500_00 : 0, await database.Units.ReadAsync(db => db.Set<TrustLine>().Select(l => l.Shown).SingleAsync()));
    }

    private static async Task<LoanId> LentAsync(Lenders lenders, UserId lender, UserId borrower, long fen)
    {
        var loan = await lenders.RequestAsync(borrower, lender, fen);
        await lenders.AnswerAsync(lender, loan);
        return loan;
    }

    /// <summary>A lender with ¥2,000, who is the first person here, and a borrower with nothing, who is the second.</summary>
    private static async Task<(Lenders Lenders, UserId Lender, UserId Borrower)> PairAsync(TestDatabase database)
    {
        var lenders = new Lenders(database);
        var (lender, borrower) = (await lenders.PersonAsync(2_000), await lenders.PersonAsync());
        await lenders.BefriendAsync(lender, borrower);
        return (lenders, lender, borrower);
    }
}
