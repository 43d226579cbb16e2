using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Ledger.Transactions;

/// <summary>A change of a transaction's status. Events are never changed or deleted.</summary>
public sealed class TransactionEvent
{
    public TransactionId TransactionId { get; private set; }

    public long Number { get; private set; }

    public TransactionStatus Status { get; private set; }

    public DateTime At { get; private set; }

    public string? Reason { get; private set; }

    public static TransactionEvent First(Transaction transaction) => new()
    {
        TransactionId = transaction.Id,
        Number = 1,
        Status = transaction.Status,
        At = transaction.CreatedAt,
    };

    public static TransactionEvent Next(
        TransactionId transaction, long number, TransactionStatus status, DateTime at, string? reason) => new()
        {
            TransactionId = transaction,
            Number = number,
            Status = status,
            At = at,
            Reason = reason,
        };
}

internal sealed class TransactionEventConfiguration : IEntityTypeConfiguration<TransactionEvent>
{
    public void Configure(EntityTypeBuilder<TransactionEvent> step)
    {
        step.HasKey(e => new { e.TransactionId, e.Number });
        step.Property(e => e.Reason).HasMaxLength(200);
        step.HasOne<Transaction>().WithMany().HasForeignKey(e => e.TransactionId).OnDelete(DeleteBehavior.Restrict);
        step.ToTable(table => table.HasTrigger("tr_transaction_event_append_only"));
    }
}
