using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Deals.Orders;
using Graph.Domain.Friendships;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Payments.Requests;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Feed;

/// <summary>
/// Something that is told, in the order in which readers follow it: to friends (an activity), or to one person (a
/// notification). Written in the transaction that makes it true.
/// </summary>
public abstract class FeedEvent
{
    /// <summary>
    /// Its place in the one order of all events. Each provider numbers them so that below its horizon nothing can appear
    /// any more: a reader at N has seen all below N (<see cref="Persistence.GraphDb.HorizonAsync"/>).
    /// </summary>
    public long Sequence { get; private set; }

    /// <summary>Who it is about.</summary>
    public required UserId ActorId { get; init; }

    /// <summary>The other side, where there is one.</summary>
    public UserId? OtherId { get; init; }

    public required DateTime At { get; init; }

    public SubjectKind SubjectKind { get; init; }

    /// <summary>The id of the subject, of the kind that <see cref="SubjectKind"/> says.</summary>
    public Guid SubjectId { get; init; }
}

public enum SubjectKind
{
    None,
    User,
    Transaction,
    FriendRequest,
    Evidence,
    PaymentRequest,
    Bill,
    Deal,
    GroupBuy,
    Order,
}

internal sealed class FeedEventConfiguration :
    IEntityTypeConfiguration<FeedEvent>,
    IEntityTypeConfiguration<Activity>,
    IEntityTypeConfiguration<Notification>
{
    public void Configure(EntityTypeBuilder<FeedEvent> happening)
    {
        happening.HasKey(e => e.Sequence);
        happening.Property(e => e.Sequence).ValueGeneratedOnAdd();
        happening.HasDiscriminator<int>("stream").HasValue<Activity>(1).HasValue<Notification>(2);
        happening.HasOne<User>().WithMany().HasForeignKey(e => e.ActorId).OnDelete(DeleteBehavior.Restrict);
        happening.HasOne<User>().WithMany().HasForeignKey(e => e.OtherId).OnDelete(DeleteBehavior.Restrict);
        happening.HasIndex(e => new { e.ActorId, e.Sequence });
    }

    public void Configure(EntityTypeBuilder<Activity> activity)
    {
        activity.HasIndex(a => a.ActivityId).IsUnique();

        // Not of all who have none: SQLite would think that those are few, and look for them by this index.
        activity.HasIndex(a => new { a.MerchantId, a.Sequence }).HasFilter("merchant_id IS NOT NULL").HasDatabaseName("ix_feed_event_of_merchant");
        activity.HasOne<Merchant>().WithMany().HasForeignKey(a => a.MerchantId).OnDelete(DeleteBehavior.Restrict);
    }

    public void Configure(EntityTypeBuilder<Notification> notification)
    {
        notification.HasIndex(n => n.NotificationId).IsUnique();
        notification.HasOne<User>().WithMany().HasForeignKey(n => n.RecipientId).OnDelete(DeleteBehavior.Restrict);
        notification.HasIndex(n => new { n.RecipientId, n.Sequence });
        notification.Property(n => n.Title).HasMaxLength(120);
    }
}
