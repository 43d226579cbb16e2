using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Ledger.Transactions;

public readonly record struct HoldId(Guid Value) : ITypedId<HoldId>
{
    public static HoldId From(Guid value) => new(value);
}

public enum HoldStatus
{
    Open = 0,
    Posted = 1,
    Voided = 2,
    Expired = 3,
}

/// <summary>
/// Money that is set aside for a transaction. A hold is posted (completely or in part), voided or expires, and this
/// happens only once.
/// </summary>
public sealed class Hold
{
    public required HoldId Id { get; init; }

    public required TransactionId TransactionId { get; init; }

    public required AccountId DebitId { get; init; }

    public required AccountId CreditId { get; init; }

    public required long Amount { get; init; }

    public required Currency Currency { get; init; }

    public HoldStatus Status { get; private set; }

    /// <summary>When the hold posts by itself; null when it waits for a decision.</summary>
    public DateTime? SettlesAt { get; init; }

    /// <summary>When the money goes back by itself; null when it does not.</summary>
    public DateTime? ExpiresAt { get; init; }

    public DateTime? ResolvedAt { get; private set; }

    /// <summary>The amount that was posted; the rest went back.</summary>
    public long PostedAmount { get; private set; }
}

internal sealed class HoldConfiguration : IEntityTypeConfiguration<Hold>
{
    public void Configure(EntityTypeBuilder<Hold> hold)
    {
        hold.HasKey(h => h.Id);
        hold.HasOne<Transaction>().WithMany().HasForeignKey(h => h.TransactionId).OnDelete(DeleteBehavior.Restrict);
        hold.HasOne<Account>().WithMany()
            .HasForeignKey(h => new { h.DebitId, h.Currency }).HasPrincipalKey(a => new { a.Id, a.Currency })
            .OnDelete(DeleteBehavior.Restrict);
        hold.HasOne<Account>().WithMany()
            .HasForeignKey(h => new { h.CreditId, h.Currency }).HasPrincipalKey(a => new { a.Id, a.Currency })
            .OnDelete(DeleteBehavior.Restrict);
        hold.HasIndex(h => h.TransactionId).IsUnique().HasDatabaseName("ux_hold_transaction");
        hold.HasIndex(h => h.SettlesAt).HasFilter("status = 0").HasDatabaseName("ix_hold_settles");
        hold.HasIndex(h => h.ExpiresAt).HasFilter("status = 0").HasDatabaseName("ix_hold_expires");
        hold.ToTable(table =>
        {
            table.HasTrigger("tr_hold_once");
            table.HasCheckConstraint("ck_hold_amount", "amount > 0 AND amount <= 10000000000000");
            table.HasCheckConstraint("ck_hold_two_accounts", "debit_id <> credit_id");
            table.HasCheckConstraint(
                "ck_hold_resolved", "(status = 0 AND resolved_at IS NULL) OR (status <> 0 AND resolved_at IS NOT NULL)");
            table.HasCheckConstraint(
                "ck_hold_posted", "(status = 1 AND posted_amount BETWEEN 1 AND amount) OR (status <> 1 AND posted_amount = 0)");
        });
    }
}
