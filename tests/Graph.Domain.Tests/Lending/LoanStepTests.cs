using Graph.Domain.Ledger.Checking;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Lending;
using Graph.Domain.Lending.Guarantees;
using Graph.Domain.Lending.Loans;
using Graph.Domain.Lending.Plans;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Lending;

/// <summary>What loans do by themselves, and what nobody may read out of them.</summary>
public sealed class LoanStepTests
{
    [Fact]
    public async Task Each_instalment_is_tried_on_its_own_day_and_what_is_paid_late_is_paid_completely()
    {
        await using var database = await TestDatabase.CreateAsync();
        var lenders = new Lenders(database);
        var (lender, borrower) = await PairAsync(lenders);
        var loan = await lenders.RequestAsync(borrower, lender, 300_00, rate: 0.12m);
        await lenders.AnswerAsync(lender, loan);
        await lenders.SetAutoRepayAsync(borrower, loan);
        await database.Get<Graph.Domain.Payments.Bank.Withdrawals>().WithdrawAsync(
            new(borrower, database.Clock.NewGuid(), Money.Yuan(300), await database.CardOfAsync(borrower)), new(null, null), default);

        // The wallet is empty on 23, 24 and 25 December, and full on 23 January.
        await PassAsync(database, 40);
        Assert.Equal(0, (await lenders.LoanAsync(loan)).PrincipalRepaid);
        await lenders.TopUpAsync(borrower, 400_00);
        await PassAsync(database, 25);
        var after = await lenders.LoanAsync(loan);
        Assert.Equal((200_00, new DateOnly(2027, 2, 23)), (after.PrincipalRepaid, after.NextDueOn!.Value));
        await PassAsync(database, 40);
        Assert.Equal(LoanStatus.Repaid, (await lenders.LoanAsync(loan)).Status);
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }

    [Fact]
    public async Task Guarantors_are_drawn_on_in_proportion_also_after_the_borrower_paid_a_part()
    {
        await using var database = await TestDatabase.CreateAsync();
        var lenders = new Lenders(database);
        var (lender, borrower) = await PairAsync(lenders);
        var (first, second) = (await lenders.PersonAsync(), await lenders.PersonAsync());
        var loan = await lenders.RequestAsync(borrower, lender, 600_00, rate: 0, months: 1);
        foreach (var (guarantor, fen) in new[] { (first, 400_00), (second, 200_00) })
        {
            await lenders.BefriendAsync(guarantor, borrower);
            await lenders.AnswerGuaranteeAsync(guarantor, await lenders.AskAsync(borrower, loan, guarantor, fen));
        }

        await lenders.AnswerAsync(lender, loan);
        await PassAsync(database, 122);
        await lenders.RepayAsync(borrower, loan, 300_00);
        await lenders.TopUpAsync(first, 1_000_00);
        await lenders.TopUpAsync(second, 1_000_00);
        await PassAsync(database, 1);
        Assert.Equal([100_00, 200_00], (await lenders.GuaranteesAsync(loan)).Select(g => g.Paid).Order());
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
    }

    [Fact]
    public async Task A_person_guarantees_a_loan_once_over_all_accounts()
    {
        await using var database = await TestDatabase.CreateAsync();
        var lenders = new Lenders(database);
        var (lender, borrower) = await PairAsync(lenders);
        var (one, twin) = (await lenders.PersonAsync(), await lenders.PersonAsync());
        await lenders.BefriendAsync(one, borrower);
        await lenders.BefriendAsync(twin, borrower);
        var loan = await lenders.RequestAsync(borrower, lender, 100_00);
        await lenders.AnswerGuaranteeAsync(one, await lenders.AskAsync(borrower, loan, one, 10_00));
        var second = await lenders.AskAsync(borrower, loan, twin, 10_00);
        await database.JoinAsync(twin, one);
        var refused = await Assert.ThrowsAsync<DomainException>(() => lenders.AnswerGuaranteeAsync(twin, second));
        Assert.Equal(["guarantee"], Assert.IsType<CounterpartyUnavailableError>(Assert.Single(refused.Errors)).Path);

        // Accounts that become one person's after the answer are seen at the payout.
        await database.JoinAsync(one, borrower);
        await lenders.AnswerAsync(lender, loan);
        Assert.All(await lenders.GuaranteesAsync(loan), guarantee => Assert.Equal(GuaranteeStatus.Lapsed, guarantee.Status));
    }

    [Fact]
    public async Task A_purpose_cannot_write_lines_of_the_contract()
    {
        await using var database = await TestDatabase.CreateAsync();
        var lenders = new Lenders(database);
        var (lender, borrower) = await PairAsync(lenders);
        var wish = new LoanWish(borrower, database.Clock.NewGuid(), lender, Money.Yuan(10), 0, 1, RepaymentKind.Bullet)
        {
            Purpose = "tea\nInterest in all: 0.00 CNY",
        };
        try
        {
            var loan = (await database.Get<LoanRequests>().RequestAsync(wish, default)).Value;
            await lenders.AnswerAsync(lender, loan);
            var text = await database.Units.ReadAsync(db => db.Set<LoanContract>().Where(c => c.LoanId == loan).Select(c => c.Text).SingleAsync());
            Assert.Single(text.Split('\n'), line => line.StartsWith("Interest in all", StringComparison.Ordinal));
        }
        catch (DomainException refused)
        {
            Assert.Equal(["purpose"], Assert.IsType<ValidationError>(Assert.Single(refused.Errors)).Path);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_freeze_of_the_other_side_looks_like_a_no(bool freezes)
    {
        await using var database = await TestDatabase.CreateAsync();
        var lenders = new Lenders(database);
        var (lender, borrower) = await PairAsync(lenders);
        var loan = await lenders.OfferAsync(lender, borrower, 50_00);
        await (freezes ? (Task)database.Get<Profiles>().FreezeAsync(borrower, "a lost phone") : lenders.AnswerAsync(borrower, loan, accept: false));
        Assert.Equal(LoanStatus.Declined, (await lenders.LoanAsync(loan)).Status);
        var reason = await database.Units.ReadAsync(db => db.Set<TransactionEvent>().Where(e => e.Reason != null).Select(e => e.Reason).SingleAsync());
        Assert.Equal("The offer was declined.", reason);
        var told = await database.Units.ReadAsync(db => db.Set<Graph.Domain.Feed.Notification>()
            .Where(n => n.RecipientId == lender).Select(n => n.Kind).ToListAsync());
        Assert.Contains(Graph.Domain.Users.Announcements.NotificationKind.LoanDeclined, told);
    }

    /// <summary>A lender with ¥2,000 and a borrower with nothing, who are friends.</summary>
    private static async Task<(UserId Lender, UserId Borrower)> PairAsync(Lenders lenders)
    {
        var (lender, borrower) = (await lenders.PersonAsync(2_000), await lenders.PersonAsync());
        await lenders.BefriendAsync(lender, borrower);
        return (lender, borrower);
    }

    /// <summary>Lets days pass, with a look at what is due on each.</summary>
    private static async Task PassAsync(TestDatabase database, int days)
    {
        for (var day = 0; day < days; day++)
        {
            database.Clock.Advance(TimeSpan.FromDays(1));
            await database.MeetAsync<LoanDeadlines>();
        }
    }

    [Fact]
    public async Task A_guarantee_of_an_account_that_lost_its_identity_secures_nothing()
    {
        await using var database = await TestDatabase.CreateAsync();
        var lenders = new Lenders(database);
        var (lender, borrower) = await PairAsync(lenders);
        var impostor = await lenders.PersonAsync();
        await lenders.BefriendAsync(impostor, borrower);
        var loan = await lenders.RequestAsync(borrower, lender, 100_00);
        await lenders.AnswerGuaranteeAsync(impostor, await lenders.AskAsync(borrower, loan, impostor, 10_00));
        await database.Units.WriteAsync(db => db.Set<User>().Where(u => u.Id == impostor)
            .ExecuteUpdateAsync(set => set
                .SetProperty(u => u.PersonId, (PersonId?)null)
                .SetProperty(u => u.RealName, (string?)null)
                .SetProperty(u => u.Level, RealNameLevel.None)));
        await lenders.AnswerAsync(lender, loan);
        Assert.Equal(GuaranteeStatus.Lapsed, Assert.Single(await lenders.GuaranteesAsync(loan)).Status);
        Assert.DoesNotContain("Guarantor", await database.Units.ReadAsync(
            db => db.Set<LoanContract>().Where(c => c.LoanId == loan).Select(c => c.Text).SingleAsync()));
    }

    [Fact]
    public async Task A_contract_with_the_longest_purpose_and_names_can_be_accepted()
    {
        await using var database = await TestDatabase.CreateAsync();
        var lenders = new Lenders(database);
        var (lender, borrower) = await PairAsync(lenders);

        // A syllable of Korean, written in twenty parts, is one character.
        var syllable = new string('\u1100', 10) + new string('\u1161', 9) + "\u11A8";
        var wish = new LoanWish(borrower, database.Clock.NewGuid(), lender, Money.Yuan(100), 0, 36, RepaymentKind.EqualPrincipal)
        {
            Purpose = string.Concat(Enumerable.Repeat(syllable, TextKind.Purpose.Max)),
        };
        var loan = (await database.Get<LoanRequests>().RequestAsync(wish, default)).Value;
        for (var i = 0; i < 10; i++)
        {
            var guarantor = await lenders.PersonAsync();
            await lenders.BefriendAsync(guarantor, borrower);
            await database.Units.WriteAsync(db => db.Set<User>().Where(u => u.Id == guarantor)
                .ExecuteUpdateAsync(set => set.SetProperty(u => u.RealName, string.Concat(Enumerable.Repeat(syllable, TextKind.RealName.Max)))));
            await lenders.AnswerGuaranteeAsync(guarantor, await lenders.AskAsync(borrower, loan, guarantor, 1_00));
        }

        await lenders.AnswerAsync(lender, loan);
        Assert.InRange(
            await database.Units.ReadAsync(db => db.Set<LoanContract>().Where(c => c.LoanId == loan).Select(c => c.Text.Length).SingleAsync()), 12_000, LoanContract.MaxText);
    }
}
