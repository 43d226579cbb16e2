using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Announcements;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Feed;

/// <summary>The id of a source that users can follow and on whose behalf others act, for example a merchant.</summary>
public readonly record struct SourceId(Guid Value) : ITypedId<SourceId>
{
    public static SourceId From(Guid value) => new(value);
}

/// <summary>
/// A row of the log that live streams replay. It says that there is a new activity or a new notification, that the circle
/// of a user changed, or that states changed. Lists read the tables of the first two. A row is never changed, so each keeps
/// its place; after a day it is removed.
/// </summary>
public sealed class FeedEvent : OrderedEvent
{
    /// <summary>The new activity; null for a notification.</summary>
    public ActivityId? ActivityId { get; init; }

    /// <summary>The new notification; null for an activity.</summary>
    public NotificationId? NotificationId { get; init; }

    /// <summary>The user who did it; null for a notification.</summary>
    public UserId? ActorId { get; init; }

    /// <summary>
    /// The source on whose behalf the actor acted; null for a notification, or when the actor acted as a private
    /// person.
    /// </summary>
    public SourceId? SourceId { get; init; }

    /// <summary>The user who is notified; null for an activity.</summary>
    public UserId? RecipientId { get; init; }

    /// <summary>The user whose friends or followed sources changed; null for activities and notifications.</summary>
    public UserId? CircleOfId { get; init; }

    /// <summary>What changed in one unit, such as two wallets (<see cref="ChangedStates"/>); null for all other rows.</summary>
    public string? Changed { get; init; }

    public required DateTime At { get; init; }

    public static FeedEvent Of(Activity activity) => new()
    {
        ActivityId = activity.Id,
        ActorId = activity.ActorId,
        SourceId = activity.SourceId,
        At = activity.At,
    };

    public static FeedEvent Of(CircleChanged change) => new() { CircleOfId = change.User, At = change.At };

    public static FeedEvent Of(IReadOnlyCollection<Topic> changed, DateTime at) => new() { Changed = ChangedStates.Write(changed), At = at };

    public static FeedEvent Of(Notification notification) => new()
    {
        NotificationId = notification.Id,
        RecipientId = notification.RecipientId,
        At = notification.At,
    };
}

internal sealed class FeedEventConfiguration : IEntityTypeConfiguration<FeedEvent>
{
    public void Configure(EntityTypeBuilder<FeedEvent> row)
    {
        row.HasKey(e => e.Sequence);
        row.Property(e => e.Sequence).ValueGeneratedOnAdd();
        row.HasOne<Activity>().WithMany().HasForeignKey(e => e.ActivityId).HasPrincipalKey(a => a.Id).OnDelete(DeleteBehavior.Restrict);
        row.HasOne<Notification>().WithMany().HasForeignKey(e => e.NotificationId).HasPrincipalKey(n => n.Id).OnDelete(DeleteBehavior.Restrict);
        row.HasIndex(e => new { e.ActorId, e.Sequence }).HasFilter("actor_id IS NOT NULL").HasDatabaseName("ix_feed_event_actor");
        row.HasIndex(e => new { e.SourceId, e.Sequence }).HasFilter("source_id IS NOT NULL").HasDatabaseName("ix_feed_event_source");
        row.HasIndex(e => e.Sequence).HasFilter("circle_of_id IS NOT NULL").HasDatabaseName("ix_feed_event_circle");
        row.HasIndex(e => new { e.RecipientId, e.Sequence }).HasFilter("recipient_id IS NOT NULL").HasDatabaseName("ix_feed_event_recipient");
        row.ToTable(table =>
        {
            table.HasCheckConstraint(
                "ck_feed_event_one",
                "CASE WHEN activity_id IS NULL THEN 0 ELSE 1 END + CASE WHEN notification_id IS NULL THEN 0 ELSE 1 END "
                    + "+ CASE WHEN circle_of_id IS NULL THEN 0 ELSE 1 END + CASE WHEN changed IS NULL THEN 0 ELSE 1 END = 1 "
                    + "AND ((activity_id IS NULL AND actor_id IS NULL) OR (activity_id IS NOT NULL AND actor_id IS NOT NULL)) "
                    + "AND ((notification_id IS NULL AND recipient_id IS NULL) OR (notification_id IS NOT NULL AND recipient_id IS NOT NULL))");
            table.HasTrigger("tr_feed_event_append_only");
        });
    }
}
