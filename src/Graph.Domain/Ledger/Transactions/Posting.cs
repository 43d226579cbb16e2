using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Ledger.Transactions;

public readonly record struct PostingId(Guid Value) : ITypedId<PostingId>
{
    public static PostingId From(Guid value) => new(value);
}

/// <summary>
/// A debit, a credit and an amount for both, so that it is always balanced. Postings are never changed or deleted.
/// </summary>
public sealed class Posting
{
    public required PostingId Id { get; init; }

    public required TransactionId TransactionId { get; init; }

    /// <summary>The number of the posting within its transaction: 1, 2, 3 …</summary>
    public required long Position { get; init; }

    public required AccountId DebitId { get; init; }

    public required AccountId CreditId { get; init; }

    public required long Amount { get; init; }

    public required Currency Currency { get; init; }

    public required DateTime At { get; init; }
}

internal sealed class PostingConfiguration : IEntityTypeConfiguration<Posting>
{
    public void Configure(EntityTypeBuilder<Posting> posting)
    {
        posting.HasKey(p => p.Id);
        posting.HasIndex(p => new { p.TransactionId, p.Position }).IsUnique();
        posting.HasOne<Transaction>().WithMany().HasForeignKey(p => p.TransactionId).OnDelete(DeleteBehavior.Restrict);

        // The currency is part of the key, so a posting between accounts of two currencies cannot be stored.
        posting.HasOne<Account>().WithMany()
            .HasForeignKey(p => new { p.DebitId, p.Currency }).HasPrincipalKey(a => new { a.Id, a.Currency })
            .OnDelete(DeleteBehavior.Restrict);
        posting.HasOne<Account>().WithMany()
            .HasForeignKey(p => new { p.CreditId, p.Currency }).HasPrincipalKey(a => new { a.Id, a.Currency })
            .OnDelete(DeleteBehavior.Restrict);
        posting.ToTable(table =>
        {
            table.HasCheckConstraint("ck_posting_amount", "amount > 0 AND amount <= 10000000000000");
            table.HasCheckConstraint("ck_posting_two_accounts", "debit_id <> credit_id");

            // Without this, every insert on SQL Server fails with error 334 (OUTPUT on a table that has triggers).
            table.HasTrigger("tr_posting_append_only");
        });
    }
}
