using System.Linq.Expressions;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Announcements;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Feed;

public readonly record struct ActivityId(Guid Value) : ITypedId<ActivityId>
{
    public static ActivityId From(Guid value) => new(value);
}

/// <summary>A line of the feed, which friends may see, or those who follow its source.</summary>
public sealed class Activity
{
    /// <summary>Its place in lists: the later, the higher.</summary>
    public long Number { get; private set; }

    public required ActivityId Id { get; init; }

    public required ActivityKind Kind { get; init; }

    /// <summary>The person who did it.</summary>
    public required UserId ActorId { get; init; }

    /// <summary>The person on the other side, where there is one.</summary>
    public UserId? OtherId { get; init; }

    /// <summary>The type of the source as global ids name it; null for acts of people.</summary>
    public string? SourceType { get; init; }

    /// <summary>What the actor acted for, a merchant for example; null for acts of people.</summary>
    public SourceId? SourceId { get; init; }

    /// <summary>The type of the subject as global ids name it.</summary>
    public required string SubjectType { get; init; }

    public required Guid SubjectId { get; init; }

    public required Visibility Visibility { get; init; }

    public required DateTime At { get; init; }

    /// <summary>
    /// What the viewer's feed shows: acts of friends and of followed sources, not one's own. The other side sees whatever
    /// concerns it; third persons see what is public, and, as friends of both sides, what is for friends. A new friendship is
    /// shown while it lasts, and if the person who made it lets their friends be seen. All this is decided when it is read, so
    /// that ending a friendship, no longer following, and blocking act on the past.
    /// </summary>
    /// <param name="viewer">The person whose feed it is.</param>
    /// <param name="followed">The sources that the viewer follows.</param>
    /// <param name="db">The database.</param>
    public static Expression<Func<Activity, bool>> VisibleTo(UserId viewer, IReadOnlyList<SourceId> followed, GraphDb db) => activity =>
        activity.ActorId != viewer
        && !db.Set<Block>().Any(b => b.OwnerId == viewer && b.OtherId == activity.OtherId)
        && (activity.SourceId != null
            ? followed.Contains(activity.SourceId.Value)
            : db.Set<Friendship>().Where(f => f.OwnerId == viewer).Select(f => f.FriendId).Contains(activity.ActorId)
                && (activity.Kind != ActivityKind.BecameFriends || activity.OtherId == viewer
                    || (db.Set<Friendship>().Any(f => f.OwnerId == activity.ActorId && f.FriendId == activity.OtherId)
                        && db.Set<User>().Any(u => u.Id == activity.ActorId && u.FriendsSeeFriends)))
                && (activity.OtherId == viewer
                    || activity.Visibility == Visibility.Public
                    || (activity.Visibility == Visibility.Friends
                        && (activity.OtherId == null
                            || db.Set<Friendship>().Any(f => f.OwnerId == viewer && f.FriendId == activity.OtherId)))));
}

internal sealed class ActivityConfiguration : IEntityTypeConfiguration<Activity>
{
    public void Configure(EntityTypeBuilder<Activity> activity)
    {
        activity.HasKey(a => a.Number);
        activity.Property(a => a.Number).ValueGeneratedOnAdd();
        activity.HasAlternateKey(a => a.Id);
        activity.Property(a => a.SourceType).HasMaxLength(Notification.MaxType);
        activity.Property(a => a.SubjectType).HasMaxLength(Notification.MaxType);
        activity.HasOne<User>().WithMany().HasForeignKey(a => a.ActorId).OnDelete(DeleteBehavior.Restrict);
        activity.HasOne<User>().WithMany().HasForeignKey(a => a.OtherId).OnDelete(DeleteBehavior.Restrict);
        activity.HasIndex(a => new { a.ActorId, a.Number });

        // Without the filter SQLite would take the rows that have no source for few, and look for them by this index.
        activity.HasIndex(a => new { a.SourceId, a.Number }).HasFilter("source_id IS NOT NULL").HasDatabaseName("ix_activity_source");
        activity.ToTable(table => table.HasCheckConstraint(
            "ck_activity_source", "(source_type IS NULL AND source_id IS NULL) OR (source_type IS NOT NULL AND source_id IS NOT NULL)"));
    }
}
