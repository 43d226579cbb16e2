using Graph.Domain.Ledger.Requests;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.BankCards;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Payments.Bank;

public readonly record struct BankRequestId(Guid Value) : ITypedId<BankRequestId>
{
    public static BankRequestId From(Guid value) => new(value);
}

public enum BankRequestStatus
{
    Open = 0,
    Settled = 1,
    Declined = 2,
}

/// <summary>
/// A request to the bank. It is committed before the bank is called, so that after a crash the bank is asked again
/// with the same id. Only the bank's answer closes it.
/// </summary>
public sealed class BankRequest
{

    public required BankRequestId Id { get; init; }

    public required BankDirection Direction { get; init; }

    public required TransactionId TransactionId { get; init; }

    public required BankCardId BankCardId { get; init; }

    public required long Amount { get; init; }

    public required UserId ActorId { get; init; }

    public required string Operation { get; init; }

    /// <summary>The client's request that waits for the answer.</summary>
    public required RequestKey Key { get; init; }

    public BankRequestStatus Status { get; private set; }

    public long Attempts { get; private set; }

    public required DateTime NextAttemptAt { get; init; }

    /// <summary>
    /// When the bank first said the opposite of what was recorded; null when it never did. The recorded answer stays,
    /// and no money moves by itself: an operator must find out what happened.
    /// </summary>
    public DateTime? ContradictedAt { get; private set; }

    /// <summary>When an operator cleared the contradiction; null when none did.</summary>
    public DateTime? ClearedAt { get; private set; }

    /// <summary>What the operator found and did.</summary>
    public string? ClearedNote { get; private set; }
}

internal sealed class BankRequestConfiguration : IEntityTypeConfiguration<BankRequest>
{
    public void Configure(EntityTypeBuilder<BankRequest> request)
    {
        request.HasKey(r => r.Id);
        request.Property(r => r.Operation).HasMaxLength(Request.MaxOperation);
        request.HasOne<Transaction>().WithMany().HasForeignKey(r => r.TransactionId).OnDelete(DeleteBehavior.Restrict);
        request.HasOne<BankCard>().WithMany().HasForeignKey(r => r.BankCardId).OnDelete(DeleteBehavior.Restrict);
        request.HasIndex(r => r.TransactionId).IsUnique();
        request.HasIndex(r => r.NextAttemptAt).HasFilter("status = 0").HasDatabaseName("ix_bank_request_open");
        request.Property(r => r.ClearedNote).HasMaxLength(TextKind.Note.MaxUnits);
        request.HasIndex(r => r.ContradictedAt)
            .HasFilter("contradicted_at IS NOT NULL AND cleared_at IS NULL")
            .HasDatabaseName("ix_bank_request_contradicted");
        request.ToTable(table =>
        {
            table.HasCheckConstraint("ck_bank_request_contradicted", "contradicted_at IS NULL OR status <> 0");
            table.HasCheckConstraint(
                "ck_bank_request_cleared",
                "cleared_at IS NULL OR (contradicted_at IS NOT NULL AND cleared_note IS NOT NULL)");
        });
    }
}
