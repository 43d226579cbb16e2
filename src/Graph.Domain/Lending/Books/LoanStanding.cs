using Graph.Domain.Lending.Guarantees;
using Graph.Domain.Lending.Loans;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Lending.Books;

/// <summary>A loan that was paid out, and who is owed what on a day.</summary>
/// <param name="Loan">The loan.</param>
/// <param name="State">How it stands towards the lender.</param>
/// <param name="Guarantees">The guarantees that count for it, in the order in which they were asked for.</param>
/// <param name="Transactions">The number of its transactions so far.</param>
/// <param name="Day">The day, which is the day of what is paid now too.</param>
public sealed record LoanStanding(Loan Loan, LoanState State, IReadOnlyList<Guarantee> Guarantees, long Transactions, DateOnly Day)
{
    /// <summary>What the lender is owed: principal and interest to date, unless the lender let it go.</summary>
    public long LendersClaim => Loan.ForgivenAt is null && Loan.ClosedAt is null ? State.Outstanding : 0;

    /// <summary>What the guarantors are owed, who paid for the borrower.</summary>
    public long GuarantorsClaim => Guarantees.Sum(guarantee => guarantee.Claim);

    public long Owed => LendersClaim + GuarantorsClaim;

    /// <summary>Reads a loan that the unit has locked.</summary>
    internal static async Task<LoanStanding> OfAsync(GraphDb db, Loan loan, DateOnly today) => Of(
        loan,
        await db.Set<LoanTransaction>().Where(t => t.LoanId == loan.Id).ToListAsync(),
        await db.Set<Guarantee>().Where(g => g.LoanId == loan.Id).ToListAsync(),
        today);

    /// <summary>Computes how a loan stands on a day, or stood when its last claim ended.</summary>
    public static LoanStanding Of(
        Loan loan, IReadOnlyList<LoanTransaction> transactions, IReadOnlyList<Guarantee> guarantees, DateOnly today)
    {
        var day = (loan.ForgivenAt ?? loan.ClosedAt) is { } end ? BusinessCalendar.DateOf(end) : today;
        return new LoanStanding(
            loan,
            loan.BookOver(day, SettledBy(transactions)).At(day),
            [
                .. guarantees
                    .Where(g => g.Status is GuaranteeStatus.Given or GuaranteeStatus.Called)
                    .OrderBy(g => g.AskedAt).ThenBy(g => g.Tiebreak),
            ],
            transactions.Count,
            day);
    }

    /// <summary>What the lender received with these transactions.</summary>
    public static IReadOnlyList<Settlement> SettledBy(IEnumerable<LoanTransaction> transactions) =>
    [
        .. transactions
            .Where(t => t.Principal > 0 || t.Interest > 0)
            .OrderBy(t => t.Number)
            .Select(t => new Settlement(t.PaidOn, t.Principal, t.Interest)),
    ];
}
