using System.Linq.Expressions;
using Graph.Domain.Lending.Loans;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Lending.Guarantees;

public readonly record struct GuaranteeId(Guid Value) : ITypedId<GuaranteeId>
{
    public static GuaranteeId From(Guid value) => new(value);
}

/// <summary>The status of a guarantee.</summary>
public enum GuaranteeStatus
{
    /// <summary>The borrower asked for it. It can be answered until the loan is paid out.</summary>
    Asked = 0,

    /// <summary>The guarantor stands in for the loan. This cannot be withdrawn.</summary>
    Given = 1,

    /// <summary>The person who was asked said no.</summary>
    Declined = 2,

    /// <summary>The loan was paid out before the answer, or never. Nobody stands in for it.</summary>
    Lapsed = 3,

    /// <summary>The loan is in default, and the guarantor has to pay the part that was called.</summary>
    Called = 4,

    /// <summary>The loan is closed, and the guarantor owes nothing any more.</summary>
    Released = 5,
}

/// <summary>
/// A friend's promise to pay a part of a loan if the borrower does not (joint liability, Civil Code, article 688).
/// </summary>
public sealed class Guarantee
{
    public const int MaxOfLoan = 10;

    public required GuaranteeId Id { get; init; }

    public required LoanId LoanId { get; init; }

    public required UserId GuarantorId { get; init; }

    /// <summary>The most that the guarantor has to pay.</summary>
    public required long Share { get; init; }

    public required Currency Currency { get; init; }

    public GuaranteeStatus Status { get; private set; }

    /// <summary>The part of the share that was called at the default.</summary>
    public long Called { get; private set; }

    /// <summary>What the guarantor has paid of it.</summary>
    public long Paid { get; private set; }

    /// <summary>What the borrower gave back of what the guarantor paid.</summary>
    public long Recovered { get; private set; }

    /// <summary>What the guarantor let go of what was paid.</summary>
    public long Forgiven { get; private set; }

    public required DateTime AskedAt { get; init; }

    public DateTime? AnsweredAt { get; private set; }

    /// <summary>
    /// Breaks ties between guarantees that were asked for in the same microsecond, so that their order is always the same.
    /// </summary>
    public required long Tiebreak { get; init; }

    /// <summary>What the borrower owes to the guarantor.</summary>
    public long Claim => Paid - Recovered - Forgiven;

    /// <summary>
    /// What the guarantor still has to pay: the unpaid part of the call, at most what the lender is still owed, because both
    /// are the same debt.
    /// </summary>
    public long OwedOf(long lendersClaim) => Status == GuaranteeStatus.Called ? Math.Min(Called - Paid, lendersClaim) : 0;

    /// <summary>Whether a user can answer it now. The button and `answerGuarantee` both ask this.</summary>
    /// <param name="user">The user; null when nobody is signed in.</param>
    /// <param name="loanWaits">Whether the loan waits for its own answer; after that nobody can stand in for it.</param>
    public bool CanBeAnsweredBy(UserId? user, bool loanWaits) => loanWaits && Status == GuaranteeStatus.Asked && user == GuarantorId;

    /// <summary>Selects the guarantees that the viewer gives, receives, or relies on as the lender.</summary>
    public static Expression<Func<Guarantee, bool>> VisibleTo(UserId viewer, GraphDb db) => guarantee =>
        guarantee.GuarantorId == viewer
        || db.Set<Loan>().Any(l => l.Id == guarantee.LoanId && (l.LenderId == viewer || l.BorrowerId == viewer));
}

internal sealed class GuaranteeConfiguration : IEntityTypeConfiguration<Guarantee>
{
    public void Configure(EntityTypeBuilder<Guarantee> guarantee)
    {
        guarantee.HasKey(g => g.Id);
        guarantee.Ignore(g => g.Claim);
        guarantee.HasOne<Loan>().WithMany().HasForeignKey(g => g.LoanId).OnDelete(DeleteBehavior.Restrict);
        guarantee.HasOne<User>().WithMany().HasForeignKey(g => g.GuarantorId).OnDelete(DeleteBehavior.Restrict);
        guarantee.HasIndex(g => new { g.LoanId, g.GuarantorId }).IsUnique();
        guarantee.HasIndex(g => new { g.GuarantorId, g.AskedAt });
        guarantee.ToTable(table =>
        {
            table.HasCheckConstraint("ck_guarantee_share", "share > 0 AND share <= 10000000000000");
            table.HasCheckConstraint(
                "ck_guarantee_amounts",
                "paid >= 0 AND paid <= called AND called <= share AND recovered >= 0 AND forgiven >= 0 AND recovered + forgiven <= paid");
            table.HasCheckConstraint("ck_guarantee_called", "called = 0 OR status IN (4, 5)");
        });
    }
}
