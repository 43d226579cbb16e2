using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Lending.Books;
using Graph.Domain.Lending.Guarantees;
using Graph.Domain.Lending.Trust;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Lending.Loans;

/// <summary>
/// Moves what is paid for a loan after its payout, and closes it when nobody is owed any more. The loan must be locked. These
/// payments need no level and count against no limit, because they pay what is owed already.
/// </summary>
public sealed class LoanPayments(GeneralLedger ledger, TimeProvider clock)
{
    /// <summary>
    /// Pays from the borrower's wallet. The lender comes first: the interest to date, then the principal. The rest goes to the
    /// guarantors, in proportion to what they are owed (Civil Code, article 700).
    /// </summary>
    internal async Task RepayAsync(GraphDb db, LoanStanding standing, long amount, Command? cause)
    {
        var loan = standing.Loan;
        var toLender = Math.Min(amount, standing.LendersClaim);
        var backs = Shares.Divide(amount - toLender, [.. standing.Guarantees.Select(g => g.Claim)]);
        var wallets = await LockWalletsAsync(db, standing);
        await RequireFundsAsync(db, wallets[loan.BorrowerId], new Money(amount, loan.Currency));
        var number = standing.Transactions;
        var today = BusinessCalendar.DateOf(clock.UtcNow());
        if (toLender > 0)
        {
            var interest = Math.Min(toLender, standing.State.Interest);
            var principal = toLender - interest;
            var paid = await PostAsync(loan.LenderId, [interest, principal]);
            LoanSteps.Link(db, loan.Id, paid, ++number, standing.Day, principal, interest);
            await SettleAsync(db, loan, principal, interest);
        }

        foreach (var (guarantee, back) in standing.Guarantees.Zip(backs).Where(one => one.Second > 0))
        {
            var paid = await PostAsync(guarantee.GuarantorId, [back]);
            LoanSteps.Link(db, loan.Id, paid, ++number, today, guarantee: guarantee.Id);
            await db.Set<Guarantee>().Where(g => g.Id == guarantee.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(g => g.Recovered, g => g.Recovered + back));
            db.Raise(new GuaranteeMoved(guarantee.Id, GuaranteeStep.Recovered, guarantee.GuarantorId, loan.BorrowerId, clock.UtcNow()));
        }

        await db.SaveChangesAsync();

        // Only the first transaction carries the request's key.
        async Task<TransactionId> PostAsync(UserId to, long[] parts)
        {
            var transaction = await this.PostAsync(db, TransactionKind.LoanRepayment, wallets, loan.BorrowerId, to, parts, loan, cause);
            cause = null;
            return transaction;
        }
    }

    /// <summary>Pays from a guarantor's wallet to the lender: the interest to date, then principal.</summary>
    internal async Task PayForBorrowerAsync(GraphDb db, LoanStanding standing, Guarantee guarantee, long amount, Command? cause)
    {
        var loan = standing.Loan;
        var wallets = await WalletsAsync(db, [loan.LenderId, guarantee.GuarantorId]);
        var interest = Math.Min(amount, standing.State.Interest);
        var principal = amount - interest;
        var paid = await PostAsync(db, TransactionKind.GuaranteeCall, wallets, guarantee.GuarantorId, loan.LenderId, [amount], loan, cause);
        LoanSteps.Link(db, loan.Id, paid, standing.Transactions + 1, standing.Day, principal, interest, guarantee.Id);
        await SettleAsync(db, loan, principal, interest);
        await db.Set<Guarantee>().Where(g => g.Id == guarantee.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(g => g.Paid, g => g.Paid + amount));
        var now = clock.UtcNow();
        db.Raise(new LoanMoved(loan.Id, LoanStep.RepaidByGuarantor, loan.LenderId, guarantee.GuarantorId, now));
        db.Raise(new LoanMoved(loan.Id, LoanStep.GuarantorPaid, loan.BorrowerId, guarantee.GuarantorId, now));
        await db.SaveChangesAsync();
    }

    /// <summary>
    /// Sets what follows from how the loan stands now: its next due date and its next step, or its end. Call it last.
    /// </summary>
    internal async Task GoOnAsync(GraphDb db, LoanId id, DateOnly today)
    {
        var loan = await db.Set<Loan>().SingleAsync(l => l.Id == id);
        var standing = await LoanStanding.OfAsync(db, loan, today);
        if (standing.Owed == 0)
        {
            await CloseAsync(db, standing);
            return;
        }

        var isOwed = standing.LendersClaim > 0;
        var next = loan.Status == LoanStatus.Active
            ? LoanCalendar.NextStep(standing.State, Latest(loan.SteppedOn, loan.PaidOutOn))
            : standing.Guarantees.Any(g => g.OwedOf(standing.LendersClaim) > 0) ? NextDraw(loan, today) : null;
        await db.Set<Loan>().Where(l => l.Id == id).ExecuteUpdateAsync(set => set
            .SetProperty(l => l.NextDueOn, isOwed ? standing.State.NextDueOn : null)
            .SetProperty(l => l.DueAt, next is { } day ? LoanCalendar.TimeOf(day) : (DateTime?)null));
    }

    /// <summary>
    /// The next day on which called guarantors are drawn on. A payment before the draw of today does not put it off.
    /// </summary>
    private static DateOnly NextDraw(Loan loan, DateOnly today) => loan.SteppedOn < today ? today : today.AddDays(1);

    private async Task CloseAsync(GraphDb db, LoanStanding standing)
    {
        var (loan, now) = (standing.Loan, clock.UtcNow());
        var isForgiven = loan.ForgivenAt is not null || standing.Guarantees.Any(g => g.Forgiven > 0);
        var status = isForgiven ? LoanStatus.Forgiven : LoanStatus.Repaid;
        await db.Set<Loan>().Where(l => l.Id == loan.Id).MustTransitionAsync(l => l.Status, loan.Status, status, set => set
            .SetProperty(l => l.ClosedAt, now)
            .SetProperty(l => l.NextDueOn, (DateOnly?)null)
            .SetProperty(l => l.DueAt, (DateTime?)null));
        await db.Set<Guarantee>()
            .Where(g => g.LoanId == loan.Id && (g.Status == GuaranteeStatus.Given || g.Status == GuaranteeStatus.Called))
            .ExecuteUpdateAsync(set => set.SetProperty(g => g.Status, GuaranteeStatus.Released));
        foreach (var guarantee in standing.Guarantees)
        {
            db.Raise(new GuaranteeMoved(guarantee.Id, GuaranteeStep.Released, guarantee.GuarantorId, loan.BorrowerId, now));
        }

        if (!isForgiven)
        {
            db.Raise(new LoanMoved(loan.Id, LoanStep.RepaidCompletely, loan.BorrowerId, loan.BorrowerId, now));
        }
    }

    /// <summary>Counts what the lender received, and gives the principal back to the trust line that the loan uses.</summary>
    private static async Task SettleAsync(GraphDb db, Loan loan, long principal, long interest)
    {
        await db.Set<Loan>().Where(l => l.Id == loan.Id).ExecuteUpdateAsync(set => set
            .SetProperty(l => l.PrincipalRepaid, l => l.PrincipalRepaid + principal)
            .SetProperty(l => l.InterestPaid, l => l.InterestPaid + interest));
        await FreeLineAsync(db, loan, principal);
    }

    internal static Task FreeLineAsync(GraphDb db, Loan loan, long principal) => loan.TrustLineId is null || principal == 0
        ? Task.CompletedTask
        : db.Set<TrustLine>().Where(l => l.Id == loan.TrustLineId)
            .ExecuteUpdateAsync(set => set.SetProperty(l => l.Used, l => l.Used - principal));

    /// <summary>Locks the wallets of everybody who may pay or be paid for a loan.</summary>
    internal static Task<IReadOnlyDictionary<UserId, AccountId>> LockWalletsAsync(GraphDb db, LoanStanding standing) => WalletsAsync(
        db, [standing.Loan.BorrowerId, standing.Loan.LenderId, .. standing.Guarantees.Select(g => g.GuarantorId)]);

    /// <summary>Looks at the whole amount, because it may be paid with several transactions.</summary>
    private static async Task RequireFundsAsync(GraphDb db, AccountId wallet, Money amount)
    {
        var available = (await db.Set<Account>().SingleAsync(a => a.Id == wallet)).Available;
        if (available < amount)
        {
            throw new DomainException(new InsufficientFundsError(available, amount));
        }
    }

    /// <summary>Locks the wallets in their order, because several transactions use them.</summary>
    private static async Task<IReadOnlyDictionary<UserId, AccountId>> WalletsAsync(GraphDb db, IReadOnlyList<UserId> owners)
    {
        var wallets = await db.Set<Account>()
            .Where(a => a.OwnerId != null && owners.Contains(a.OwnerId.Value))
            .Select(a => new { Owner = a.OwnerId!.Value, a.Id })
            .ToDictionaryAsync(a => a.Owner, a => a.Id);
        await GeneralLedger.LockAsync(db, [.. wallets.Values]);
        return wallets;
    }

    private async Task<TransactionId> PostAsync(
        GraphDb db,
        TransactionKind kind,
        IReadOnlyDictionary<UserId, AccountId> wallets,
        UserId from,
        UserId to,
        long[] parts,
        Loan loan,
        Command? cause)
    {
        var legs = parts.Where(part => part > 0).Select(part => new Leg(wallets[from], wallets[to], new Money(part, loan.Currency)));
        var transaction = await ledger.PostAsync(db, new Movement(kind, [.. legs], from) { Payer = from, Payee = to, Cause = cause });
        return transaction.Id;
    }

    private static DateOnly Latest(DateOnly? one, DateOnly? other) =>
        one is { } first && other is { } second ? (first > second ? first : second) : one ?? other!.Value;
}
