using Graph.Domain.Ledger.Requests;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.BankCards;
using Graph.Domain.Users.RealNames;
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
    }
}
