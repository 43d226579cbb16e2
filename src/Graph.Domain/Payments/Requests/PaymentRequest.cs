using System.Linq.Expressions;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Payments.Requests;

public readonly record struct PaymentRequestId(Guid Value) : ITypedId<PaymentRequestId>
{
    public static PaymentRequestId From(Guid value) => new(value);
}

/// <summary>The status of a payment request.</summary>
public enum PaymentRequestStatus
{
    /// <summary>The request waits for an answer, for at most 7 days.</summary>
    Open = 0,

    /// <summary>The request was paid.</summary>
    Paid = 1,

    /// <summary>The user who was asked declined.</summary>
    Declined = 2,

    /// <summary>The user who asked took the request back, or lost the real-name level.</summary>
    Cancelled = 3,

    /// <summary>The request was not answered within 7 days.</summary>
    Expired = 4,
}

/// <summary>A user's request for money from a friend.</summary>
public sealed class PaymentRequest
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    public required PaymentRequestId Id { get; init; }

    /// <summary>The user who is asked to pay.</summary>
    public required UserId PayerId { get; init; }

    /// <summary>The user who asks, and who receives the money.</summary>
    public required UserId PayeeId { get; init; }

    public required long Amount { get; init; }

    public required Currency Currency { get; init; }

    public string? Note { get; init; }

    /// <summary>The bill that the request belongs to; null when it belongs to none.</summary>
    public BillId? BillId { get; init; }

    /// <summary>
    /// The stored status. Use <see cref="StatusAt"/>, because an unanswered request counts as expired once its time is
    /// over.
    /// </summary>
    public PaymentRequestStatus Status { get; private set; }

    public TransactionId? TransactionId { get; private set; }

    public required DateTime CreatedAt { get; init; }

    public required DateTime ExpiresAt { get; init; }

    public DateTime? ClosedAt { get; private set; }

    /// <summary>
    /// Breaks ties between requests that were created in the same microsecond, so that their order is always the same.
    /// </summary>
    public required long Tiebreak { get; init; }

    public PaymentRequestStatus StatusAt(DateTime now) =>
        Status == PaymentRequestStatus.Open && ExpiresAt <= now ? PaymentRequestStatus.Expired : Status;

    /// <summary>Selects the requests that the viewer sent or received. Other users see none.</summary>
    public static Expression<Func<PaymentRequest, bool>> VisibleTo(UserId viewer) =>
        request => request.PayerId == viewer || request.PayeeId == viewer;
}

internal sealed class PaymentRequestConfiguration : IEntityTypeConfiguration<PaymentRequest>
{
    public void Configure(EntityTypeBuilder<PaymentRequest> request)
    {
        request.HasKey(r => r.Id);
        request.Property(r => r.Note).HasMaxLength(TextKind.Note.MaxUnits);
        request.HasOne<User>().WithMany().HasForeignKey(r => r.PayerId).OnDelete(DeleteBehavior.Restrict);
        request.HasOne<User>().WithMany().HasForeignKey(r => r.PayeeId).OnDelete(DeleteBehavior.Restrict);
        request.HasOne<Bill>().WithMany().HasForeignKey(r => r.BillId).OnDelete(DeleteBehavior.Restrict);
        request.HasOne<Transaction>().WithMany().HasForeignKey(r => r.TransactionId).OnDelete(DeleteBehavior.Restrict);
        request.HasIndex(r => r.TransactionId).IsUnique().HasFilter("transaction_id IS NOT NULL");
        request.HasIndex(r => r.ExpiresAt).HasFilter("status = 0").HasDatabaseName("ix_payment_request_open");
        request.HasIndex(r => new { r.PayerId, r.CreatedAt });
        request.HasIndex(r => new { r.PayeeId, r.CreatedAt });
        request.ToTable(table =>
        {
            table.HasCheckConstraint("ck_payment_request_amount", "amount > 0 AND amount <= 10000000000000");
            table.HasCheckConstraint("ck_payment_request_two_people", "payer_id <> payee_id");
            table.HasCheckConstraint(
                "ck_payment_request_paid",
                "(status = 1 AND transaction_id IS NOT NULL) OR (status <> 1 AND transaction_id IS NULL)");
            table.HasCheckConstraint(
                "ck_payment_request_closed", "(status = 0 AND closed_at IS NULL) OR (status <> 0 AND closed_at IS NOT NULL)");
        });
    }
}
