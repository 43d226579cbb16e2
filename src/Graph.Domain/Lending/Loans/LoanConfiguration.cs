using Graph.Domain.Lending.Guarantees;
using Graph.Domain.Lending.Trust;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Lending.Loans;

internal sealed class LoanConfiguration :
    IEntityTypeConfiguration<Loan>, IEntityTypeConfiguration<LoanContract>, IEntityTypeConfiguration<LoanTransaction>
{
    public void Configure(EntityTypeBuilder<Loan> loan)
    {
        loan.HasKey(l => l.Id);
        loan.Ignore(l => l.Terms);
        loan.Ignore(l => l.IsOpen);
        loan.Ignore(l => l.IsRunning);
        loan.Ignore(l => l.AskerId);
        loan.Ignore(l => l.AnswererId);
        loan.Property(l => l.Purpose).HasMaxLength(TextKind.Purpose.MaxUnits);
        loan.HasOne<User>().WithMany().HasForeignKey(l => l.LenderId).OnDelete(DeleteBehavior.Restrict);
        loan.HasOne<User>().WithMany().HasForeignKey(l => l.BorrowerId).OnDelete(DeleteBehavior.Restrict);
        loan.HasOne<Transaction>().WithMany().HasForeignKey(l => l.DisbursementId).OnDelete(DeleteBehavior.Restrict);
        loan.HasOne<TrustLine>().WithMany().HasForeignKey(l => l.TrustLineId).OnDelete(DeleteBehavior.Restrict);
        loan.HasIndex(l => l.DisbursementId).IsUnique().HasFilter("disbursement_id IS NOT NULL");
        loan.HasIndex(l => l.TrustLineId).HasFilter("trust_line_id IS NOT NULL");
        loan.HasIndex(l => l.DueAt).HasFilter("due_at IS NOT NULL").HasDatabaseName("ix_loan_due");
        loan.HasIndex(l => new { l.LenderId, l.CreatedAt });
        loan.HasIndex(l => new { l.BorrowerId, l.CreatedAt });
        loan.ToTable(table =>
        {
            table.HasCheckConstraint("ck_loan_two_people", "lender_id <> borrower_id");
            table.HasCheckConstraint("ck_loan_principal", "principal > 0 AND principal <= 10000000000000");
            table.HasCheckConstraint("ck_loan_terms", "rate BETWEEN 0 AND 1000000 AND months BETWEEN 1 AND 36");
            table.HasCheckConstraint(
                "ck_loan_amounts",
                "principal_repaid >= 0 AND principal_forgiven >= 0 AND interest_paid >= 0 AND interest_forgiven >= 0 "
                    + "AND principal_repaid + principal_forgiven <= principal");
            table.HasCheckConstraint(
                "ck_loan_paid_out",
                "(status IN (5, 7, 8, 9) AND paid_out_on IS NOT NULL AND accepted_at IS NOT NULL AND disbursement_id IS NOT NULL) "
                    + "OR (status IN (0, 1, 2, 3, 4) AND paid_out_on IS NULL AND accepted_at IS NULL AND principal_repaid = 0 AND interest_paid = 0)");
            table.HasCheckConstraint(
                "ck_loan_closed",
                "(status IN (0, 1, 5) AND closed_at IS NULL AND due_at IS NOT NULL) OR (status = 9 AND closed_at IS NULL) "
                    + "OR (status IN (2, 3, 4, 7, 8) AND closed_at IS NOT NULL AND due_at IS NULL)");
            table.HasCheckConstraint("ck_loan_held", "status <> 1 OR disbursement_id IS NOT NULL");
            table.HasCheckConstraint("ck_loan_repaid", "status NOT IN (7, 8) OR principal_repaid + principal_forgiven = principal");
            table.HasCheckConstraint("ck_loan_forgiven", "status <> 7 OR (principal_forgiven = 0 AND interest_forgiven = 0)");
            table.HasCheckConstraint("ck_loan_defaulted", "status <> 9 OR defaulted_at IS NOT NULL");
        });
    }

    public void Configure(EntityTypeBuilder<LoanContract> contract)
    {
        contract.HasKey(c => c.LoanId);
        contract.Property(c => c.Text).HasMaxLength(LoanContract.MaxText);
        contract.Property(c => c.Digest).HasMaxLength(LoanContract.DigestLength);
        contract.HasOne<Loan>().WithOne().HasForeignKey<LoanContract>(c => c.LoanId).OnDelete(DeleteBehavior.Restrict);
        contract.ToTable(table => table.HasTrigger("tr_loan_contract_append_only"));
    }

    public void Configure(EntityTypeBuilder<LoanTransaction> transaction)
    {
        transaction.HasKey(t => t.TransactionId);
        transaction.HasOne<Transaction>().WithMany().HasForeignKey(t => t.TransactionId).OnDelete(DeleteBehavior.Restrict);
        transaction.HasOne<Loan>().WithMany().HasForeignKey(t => t.LoanId).OnDelete(DeleteBehavior.Restrict);
        transaction.HasOne<Guarantee>().WithMany().HasForeignKey(t => t.GuaranteeId).OnDelete(DeleteBehavior.Restrict);
        transaction.HasIndex(t => new { t.LoanId, t.Number }).IsUnique();
        transaction.HasIndex(t => t.GuaranteeId).HasFilter("guarantee_id IS NOT NULL");
        transaction.ToTable(table =>
        {
            table.HasCheckConstraint("ck_loan_transaction_amounts", "principal >= 0 AND interest >= 0 AND number >= 1");
            table.HasTrigger("tr_loan_transaction_append_only");
        });
    }
}
