using System.Linq.Expressions;
using Graph.Domain.Friendships;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Requests;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.BankCards;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Ledger.Transactions;

public readonly record struct TransactionId(Guid Value) : ITypedId<TransactionId>
{
    public static TransactionId From(Guid value) => new(value);
}

/// <summary>
/// A business fact that consists of balanced postings. Its amount and parties never change; a correction is another
/// transaction.
/// </summary>
public sealed class Transaction
{

    public TransactionId Id { get; private set; }

    public TransactionKind Kind { get; private set; }

    public TransactionStatus Status { get; private set; }

    /// <summary>The user whose request this was.</summary>
    public UserId ActorId { get; private set; }

    /// <summary>The person who pays; null when a bank, a business or an account of the house pays.</summary>
    public UserId? PayerId { get; private set; }

    /// <summary>The person who is paid; null when a bank, a business or an account of the house is paid.</summary>
    public UserId? PayeeId { get; private set; }

    public BankCardId? BankCardId { get; private set; }

    /// <summary>The settlement account of the business on one side; null when there is none.</summary>
    public AccountId? BusinessId { get; private set; }

    public long Amount { get; private set; }

    public long Refunded { get; private set; }

    public Currency Currency { get; private set; }

    public Visibility Visibility { get; private set; }

    public string? Note { get; private set; }

    public DateTime CreatedAt { get; private set; }

    /// <summary>When a delayed transfer settles; null when the transaction settles at once.</summary>
    public DateTime? SettlesAt { get; private set; }

    /// <summary>
    /// The transaction that this one undoes completely. It is unique, because a transaction is reversed only once.
    /// </summary>
    public TransactionId? ReversesId { get; private set; }

    /// <summary>The transaction of which this one gives a part or all back.</summary>
    public TransactionId? RefundsId { get; private set; }

    /// <summary>
    /// The operation of the request that caused this transaction, identified together with actor and key; null when
    /// there was no request.
    /// </summary>
    public string? Operation { get; private set; }

    public RequestKey? RequestKey { get; private set; }

    /// <summary>The person whose spending limits this counts against; null when it counts against none.</summary>
    public PersonId? ChargedPersonId { get; private set; }

    /// <summary>Whether it counted against the lifetime limit, because the payer was at CLASS_I.</summary>
    public bool ChargedLifetime { get; private set; }

    public static Transaction Open(TransactionId id, Movement movement, TransactionStatus status, DateTime now) => new()
    {
        Id = id,
        Kind = movement.Kind,
        Status = status,
        ActorId = movement.Actor,
        PayerId = movement.Payer,
        PayeeId = movement.Payee,
        BankCardId = movement.BankCard,
        BusinessId = movement.Business,
        Amount = movement.Amount.MinorUnits,
        Currency = movement.Amount.Currency,
        Visibility = movement.Visibility,
        Note = movement.Note,
        CreatedAt = now,
        SettlesAt = movement.SettlesAt,
        Operation = movement.Cause?.Operation,
        RequestKey = movement.Cause is { } cause ? new RequestKey(cause.Key) : null,
        ChargedPersonId = movement.Charge?.Person,
        ChargedLifetime = movement.Charge?.Lifetime ?? false,
    };

    /// <summary>Opens a transaction that undoes another one completely.</summary>
    public static Func<TransactionId, Movement, TransactionStatus, DateTime, Transaction> Reversing(Transaction original) =>
        (id, movement, status, now) =>
        {
            var reversal = Open(id, movement, status, now);
            reversal.ReversesId = original.Id;
            return reversal;
        };

    /// <summary>Opens a transaction that gives a part of another one back.</summary>
    public static Func<TransactionId, Movement, TransactionStatus, DateTime, Transaction> Refunding(Transaction original) =>
        (id, movement, status, now) =>
        {
            var refund = Open(id, movement, status, now);
            refund.RefundsId = original.Id;
            return refund;
        };

    /// <summary>
    /// Selects the transactions that the viewer may see with their amounts: those of which the viewer is a side, or
    /// works for a business that is one. Operators see all; ask for theirs without this condition.
    /// </summary>
    public static Expression<Func<Transaction, bool>> VisibleTo(UserId viewer, GraphDb db) => transaction =>
        transaction.PayerId == viewer
        || transaction.PayeeId == viewer
        || (transaction.BusinessId != null
            && db.Set<BusinessMember>().Any(m => m.AccountId == transaction.BusinessId && m.UserId == viewer));

    /// <summary>
    /// Selects the payments between two people of which the viewer may know that they happened, never how much was
    /// paid. A posted payment is shared with its two sides, with all signed-in users if it is public, and with friends
    /// of both sides if it is for friends; but not with a viewer from whom a block hides one of the sides.
    /// </summary>
    public static Expression<Func<Transaction, bool>> SharedWith(UserId viewer, GraphDb db) => transaction =>
        transaction.Status == TransactionStatus.Posted
        && transaction.PayerId != null
        && transaction.PayeeId != null
        && (transaction.PayerId == viewer
            || transaction.PayeeId == viewer
            || (!db.Set<Block>().Any(b => b.OwnerId == viewer && (b.OtherId == transaction.PayerId || b.OtherId == transaction.PayeeId))
                && db.Set<User>().Any(u => u.Id == transaction.PayerId && u.ClosedAt == null)
                && db.Set<User>().Any(u => u.Id == transaction.PayeeId && u.ClosedAt == null)
                && (transaction.Visibility == Visibility.Public
                    || (transaction.Visibility == Visibility.Friends
                        && db.Set<Friendship>().Any(f => f.OwnerId == viewer && f.FriendId == transaction.PayerId)
                        && db.Set<Friendship>().Any(f => f.OwnerId == viewer && f.FriendId == transaction.PayeeId)))));

    /// <summary>Returns whether the user is the payer or the payee.</summary>
    public bool IsParty(UserId user) => PayerId == user || PayeeId == user;
}

internal sealed class TransactionConfiguration : IEntityTypeConfiguration<Transaction>
{
    public void Configure(EntityTypeBuilder<Transaction> transaction)
    {
        transaction.HasKey(t => t.Id);
        transaction.Property(t => t.Note).HasMaxLength(TextKind.Note.MaxUnits);
        transaction.HasOne<User>().WithMany().HasForeignKey(t => t.ActorId).OnDelete(DeleteBehavior.Restrict);
        transaction.HasOne<User>().WithMany().HasForeignKey(t => t.PayerId).OnDelete(DeleteBehavior.Restrict);
        transaction.HasOne<User>().WithMany().HasForeignKey(t => t.PayeeId).OnDelete(DeleteBehavior.Restrict);
        transaction.HasOne<BankCard>().WithMany().HasForeignKey(t => t.BankCardId).OnDelete(DeleteBehavior.Restrict);
        transaction.HasOne<Account>().WithMany().HasForeignKey(t => t.BusinessId).OnDelete(DeleteBehavior.Restrict);
        transaction.HasOne<Person>().WithMany().HasForeignKey(t => t.ChargedPersonId).OnDelete(DeleteBehavior.Restrict);
        transaction.HasOne<Transaction>().WithMany().HasForeignKey(t => t.ReversesId).OnDelete(DeleteBehavior.Restrict);
        transaction.HasOne<Transaction>().WithMany().HasForeignKey(t => t.RefundsId).OnDelete(DeleteBehavior.Restrict);
        transaction.HasOne<Request>().WithMany()
            .HasForeignKey(t => new { t.ActorId, t.Operation, t.RequestKey }).OnDelete(DeleteBehavior.Restrict);
        transaction.HasIndex(t => new { t.ActorId, t.Operation, t.RequestKey }).IsUnique().HasFilter("request_key IS NOT NULL")
            .HasDatabaseName("ux_transactions_request");
        transaction.HasIndex(t => t.RefundsId).HasFilter("refunds_id IS NOT NULL");
        transaction.Property(t => t.Operation).HasMaxLength(Request.MaxOperation);
        transaction.HasIndex(t => t.ReversesId).IsUnique().HasFilter("reverses_id IS NOT NULL");
        transaction.ToTable(table =>
        {
            table.HasCheckConstraint("ck_transactions_amount", "amount > 0 AND amount <= 10000000000000");
            table.HasCheckConstraint("ck_transactions_refunded", "refunded BETWEEN 0 AND amount");
            table.HasCheckConstraint("ck_transactions_two_sides", "payer_id IS NOT NULL OR payee_id IS NOT NULL OR business_id IS NOT NULL");
            table.HasTrigger("tr_transactions_facts");
        });
    }
}
