using Graph.Domain.Ledger.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Ledger.Transactions;

/// <summary>
/// A line in an account's book. The lines are in the order in which they were added under the lock of the account's
/// row. A hold adds a line without a change; a posting adds a line that changes the balance. Lines are never changed
/// or deleted.
/// </summary>
public sealed class Entry
{
    public required AccountId AccountId { get; init; }

    /// <summary>The number of the line: 1, 2, 3 … without gaps.</summary>
    public required long Sequence { get; init; }

    public required TransactionId TransactionId { get; init; }

    /// <summary>The posting; null for the line of a hold.</summary>
    public PostingId? PostingId { get; init; }

    /// <summary>
    /// Whether this is the transaction's first line in this book. Lists show the transaction at this place.
    /// </summary>
    public required bool Opens { get; init; }

    /// <summary>The change of the balance: positive when credited, negative when debited, zero for a hold.</summary>
    public required long Change { get; init; }

    /// <summary>The posted balance after this line.</summary>
    public required long BalanceAfter { get; init; }

    public required DateTime At { get; init; }
}

internal sealed class EntryConfiguration : IEntityTypeConfiguration<Entry>
{
    public void Configure(EntityTypeBuilder<Entry> entry)
    {
        entry.HasKey(e => new { e.AccountId, e.Sequence });
        entry.HasOne<Account>().WithMany().HasForeignKey(e => e.AccountId).OnDelete(DeleteBehavior.Restrict);
        entry.HasOne<Transaction>().WithMany().HasForeignKey(e => e.TransactionId).OnDelete(DeleteBehavior.Restrict);
        entry.HasOne<Posting>().WithMany().HasForeignKey(e => e.PostingId).OnDelete(DeleteBehavior.Restrict);
        entry.HasIndex(e => new { e.TransactionId, e.AccountId });
        entry.ToTable(table =>
        {
            table.HasCheckConstraint("ck_entry_sequence", "sequence > 0");
            table.HasCheckConstraint("ck_entry_change", "(change = 0 AND posting_id IS NULL) OR (change <> 0 AND posting_id IS NOT NULL)");
            table.HasTrigger("tr_entry_append_only");
        });
    }
}
