using Graph.Domain.Ledger.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Ledger.Transactions;

/// <summary>
/// One line in an account's book, in the order in which lines took their place under the account's row. A hold opens a
/// transaction there without a change; a posting changes the balance. Never changed, never deleted.
/// </summary>
public sealed class Entry
{
    public required AccountId AccountId { get; init; }

    /// <summary>1, 2, 3 … without gaps.</summary>
    public required long Sequence { get; init; }

    public required TransactionId TransactionId { get; init; }

    /// <summary>Null for the line of a hold.</summary>
    public PostingId? PostingId { get; init; }

    /// <summary>Whether this is the first line of its transaction in this book: the place where lists show it.</summary>
    public required bool Opens { get; init; }

    /// <summary>Above zero: credited. Below: debited. Zero: held only.</summary>
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
