using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Payments.Requests;

public readonly record struct BillId(Guid Value) : ITypedId<BillId>
{
    public static BillId From(Guid value) => new(value);
}

/// <summary>
/// A bill that a user paid for several people, and whose shares the others pay back. The shares add up to the total.
/// </summary>
public sealed class Bill
{
    public const int MaxShares = 100;

    public required BillId Id { get; init; }

    public required UserId PayerId { get; init; }

    public required string Title { get; init; }

    public required long Total { get; init; }

    public required Currency Currency { get; init; }

    public required DateTime CreatedAt { get; init; }

    /// <summary>
    /// Breaks ties between bills that were created in the same microsecond, so that their order is always the same.
    /// </summary>
    public required long Tiebreak { get; init; }
}

/// <summary>A person's share of a bill. The payer's own share is already paid.</summary>
public sealed class BillShare
{
    public required BillId BillId { get; init; }

    /// <summary>The person who has to pay the share.</summary>
    public required UserId PayerId { get; init; }

    /// <summary>The position of the share in the order in which the shares were given.</summary>
    public required long Position { get; init; }

    public required long Amount { get; init; }

    /// <summary>The request for the share; null for the payer's own share.</summary>
    public PaymentRequestId? RequestId { get; init; }
}

internal sealed class BillConfiguration : IEntityTypeConfiguration<Bill>, IEntityTypeConfiguration<BillShare>
{
    public void Configure(EntityTypeBuilder<Bill> bill)
    {
        bill.HasKey(b => b.Id);
        bill.Property(b => b.Title).HasMaxLength(TextKind.Title.MaxUnits);
        bill.HasOne<User>().WithMany().HasForeignKey(b => b.PayerId).OnDelete(DeleteBehavior.Restrict);
        bill.HasIndex(b => new { b.PayerId, b.CreatedAt });
        bill.ToTable(table => table.HasCheckConstraint("ck_bill_total", "total > 0 AND total <= 10000000000000"));
    }

    public void Configure(EntityTypeBuilder<BillShare> share)
    {
        share.HasKey(s => new { s.BillId, s.PayerId });
        share.HasOne<Bill>().WithMany().HasForeignKey(s => s.BillId).OnDelete(DeleteBehavior.Restrict);
        share.HasOne<User>().WithMany().HasForeignKey(s => s.PayerId).OnDelete(DeleteBehavior.Restrict);
        share.HasOne<PaymentRequest>().WithMany().HasForeignKey(s => s.RequestId).OnDelete(DeleteBehavior.Restrict);
        share.HasIndex(s => s.PayerId);
        share.ToTable(table => table.HasCheckConstraint("ck_bill_share_amount", "amount > 0 AND amount <= 10000000000000"));
    }
}
