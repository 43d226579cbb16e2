using System.Linq.Expressions;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Announcements;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Feed;

public readonly record struct NotificationId(Guid Value) : ITypedId<NotificationId>
{
    public static NotificationId From(Guid value) => new(value);
}

/// <summary>A notification for one user.</summary>
public sealed class Notification : IInOrderOfEvents
{
    public const int MaxTitle = 120;

    /// <summary>The maximum length of a type name in global ids.</summary>
    internal const int MaxType = 40;

    /// <inheritdoc />
    public long Number { get; private set; }

    public required NotificationId Id { get; init; }

    public required NotificationKind Kind { get; init; }

    public required UserId RecipientId { get; init; }

    /// <summary>The user who did it.</summary>
    public required UserId ActorId { get; init; }

    public required string Title { get; init; }

    /// <summary>What a user wrote about it; null when nobody wrote anything.</summary>
    public string? Message { get; init; }

    /// <summary>
    /// The type name of the business on whose behalf the actor acted; null when the actor acted as a private person.
    /// </summary>
    public string? SourceType { get; init; }

    /// <summary>The business on whose behalf the actor acted; null when the actor acted as a private person.</summary>
    public SourceId? SourceId { get; init; }

    /// <summary>The type name of the subject, as global ids use it.</summary>
    public required string SubjectType { get; init; }

    public required Guid SubjectId { get; init; }

    /// <summary>The object to which the subject belongs; null when there is none.</summary>
    public Guid? ContextId { get; init; }

    /// <summary>Whether it is about money between people. A block does not hide such notifications.</summary>
    public required bool IsAboutMoney { get; init; }

    public DateTime? ReadAt { get; private set; }

    /// <summary>Whether its recipient does not see it any more, because the subject was deleted or hidden.</summary>
    public bool IsWithdrawn { get; private set; }

    public required DateTime At { get; init; }

    /// <summary>
    /// Selects the viewer's own notifications. When a block hides the actor, only those about money remain visible.
    /// Withdrawn notifications are never visible.
    /// </summary>
    public static Expression<Func<Notification, bool>> VisibleTo(UserId viewer, GraphDb db)
    {
        Expression<Func<Notification, bool>> own = notification => notification.RecipientId == viewer;
        var seen = Parts.Apply(VisibleToRecipient(db), own.Parameters[0]);
        return Expression.Lambda<Func<Notification, bool>>(Expression.AndAlso(own.Body, seen), own.Parameters);
    }

    /// <summary>Selects the notifications that their own recipients may see.</summary>
    internal static Expression<Func<Notification, bool>> VisibleToRecipient(GraphDb db) => notification =>
        !notification.IsWithdrawn
        && (notification.IsAboutMoney
            || !db.Set<Block>().Any(b => b.OwnerId == notification.RecipientId && b.OtherId == notification.ActorId));
}

internal sealed class NotificationConfiguration : IEntityTypeConfiguration<Notification>
{
    public void Configure(EntityTypeBuilder<Notification> notification)
    {
        notification.HasKey(n => n.Number);
        notification.Property(n => n.Number).ValueGeneratedOnAdd();
        notification.HasAlternateKey(n => n.Id);
        notification.Property(n => n.Title).HasMaxLength(Notification.MaxTitle);
        notification.Property(n => n.Message).HasMaxLength(TextKind.Note.MaxUnits);
        notification.Property(n => n.SourceType).HasMaxLength(Notification.MaxType);
        notification.Property(n => n.SubjectType).HasMaxLength(Notification.MaxType);
        notification.HasOne<User>().WithMany().HasForeignKey(n => n.RecipientId).OnDelete(DeleteBehavior.Restrict);
        notification.HasOne<User>().WithMany().HasForeignKey(n => n.ActorId).OnDelete(DeleteBehavior.Restrict);
        notification.HasIndex(n => new { n.RecipientId, n.Number });
        notification.HasIndex(n => n.SubjectId);
        notification.HasIndex(n => n.ContextId).HasFilter("context_id IS NOT NULL");
        notification.HasIndex(n => n.RecipientId).HasFilter("read_at IS NULL").HasDatabaseName("ix_notification_unread");
        notification.ToTable(table => table.HasCheckConstraint(
            "ck_notification_source", "(source_type IS NULL AND source_id IS NULL) OR (source_type IS NOT NULL AND source_id IS NOT NULL)"));
    }
}
