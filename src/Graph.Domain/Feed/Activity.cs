using System.Linq.Expressions;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
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

/// <summary>An activity in the feed. Friends of the actor may see it, or followers of its source.</summary>
public sealed class Activity : IInOrderOfEvents
{
    /// <inheritdoc />
    public long Number { get; private set; }

    public required ActivityId Id { get; init; }

    public required ActivityKind Kind { get; init; }

    /// <summary>The user who did it.</summary>
    public required UserId ActorId { get; init; }

    /// <summary>The user on the other side; null when there is none.</summary>
    public UserId? OtherId { get; init; }

    /// <summary>
    /// The type name of the source, as global ids use it; null when the actor acted as a private person.
    /// </summary>
    public string? SourceType { get; init; }

    /// <summary>
    /// The source on whose behalf the actor acted, for example a merchant; null when the actor acted as a private
    /// person.
    /// </summary>
    public SourceId? SourceId { get; init; }

    /// <summary>
    /// Whether the actor did it as a person among those who follow the source, for example in a community; not on behalf
    /// of the source.
    /// </summary>
    public bool IsInPerson { get; init; }

    /// <summary>The type name of the subject, as global ids use it.</summary>
    public required string SubjectType { get; init; }

    public required Guid SubjectId { get; init; }

    public required Visibility Visibility { get; init; }

    /// <summary>Whether nobody sees it, because the subject was deleted or hidden, or is no longer true.</summary>
    public bool IsWithdrawn { get; private set; }

    public required DateTime At { get; init; }

    /// <summary>
    /// Selects the activities in the viewer's feed: those of friends and of followed sources, but not the viewer's
    /// own, and not those that were withdrawn. The user on the other side sees every activity that concerns them. Other users see public activities, and
    /// activities for friends if they are friends of both sides. A new friendship is shown only while it lasts, and
    /// only if its actor lets friends see the list of friends. What a person did among the followers of a source is hidden
    /// by a block with that person. All this is checked when the feed is read. So ending a
    /// friendship, unfollowing and blocking also hide past activities.
    /// </summary>
    /// <param name="viewer">The user whose feed it is.</param>
    /// <param name="followed">The sources that the viewer follows.</param>
    /// <param name="db">The database context.</param>
    public static Expression<Func<Activity, bool>> VisibleTo(UserId viewer, IReadOnlyList<SourceId> followed, GraphDb db)
    {
        Expression<Func<UserId>> who = () => viewer;
        Expression<Func<Activity, bool>> follows = line => followed.Contains(line.SourceId!.Value);
        var activity = Expression.Parameter(typeof(Activity), "activity");
        return Expression.Lambda<Func<Activity, bool>>(Parts.Apply(Seen(db), who.Body, Parts.Apply(follows, activity), activity), activity);
    }

    /// <summary>
    /// Selects what a friend of the actor sees, of activities that have no source. It does not look whether the viewer is one: the caller
    /// joins the friendship.
    /// </summary>
    internal static Expression<Func<Activity, bool>> VisibleToFriend(UserId viewer, GraphDb db) => Both(viewer, Shown(db), SeenByFriend(db));

    /// <summary>
    /// Selects what a follower of the source sees, of activities that have one. It does not look whether the viewer is one: the caller
    /// selects the sources.
    /// </summary>
    internal static Expression<Func<Activity, bool>> VisibleToFollower(UserId viewer, GraphDb db) => Both(viewer, Shown(db), SeenByFollower(db));

    /// <summary>
    /// The rule itself, over a viewer, whether the viewer follows the source of the activity, and the activity. It is asked
    /// for one viewer (<see cref="VisibleTo"/>) and for a whole audience at once (<see cref="Audience"/>).
    /// </summary>
    internal static Expression<Func<UserId, bool, Activity, bool>> Seen(GraphDb db)
    {
        Expression<Func<UserId, Activity, bool>> isOfFriend = (viewer, line) =>
            db.Set<Friendship>().Any(f => f.OwnerId == viewer && f.FriendId == line.ActorId);
        Expression<Func<Activity, bool>> hasSource = line => line.SourceId != null;
        var (viewer, follows, activity) = (
            Expression.Parameter(typeof(UserId), "viewer"), Expression.Parameter(typeof(bool), "follows"), Expression.Parameter(typeof(Activity), "activity"));

        // The friendship comes before the blocks, because most lines are those of strangers.
        var rule = Expression.AndAlso(
            Expression.Condition(
                Parts.Apply(hasSource, activity),
                Expression.AndAlso(follows, Apply(SeenByFollower(db))),
                Expression.AndAlso(Apply(isOfFriend), Apply(SeenByFriend(db)))),
            Apply(Shown(db)));
        return Expression.Lambda<Func<UserId, bool, Activity, bool>>(rule, viewer, follows, activity);

        Expression Apply(LambdaExpression part) => Parts.Apply(part, viewer, activity);
    }

    private static Expression<Func<UserId, Activity, bool>> Shown(GraphDb db) => (viewer, activity) =>
        activity.ActorId != viewer
        && !activity.IsWithdrawn
        && !db.Set<Block>().Any(b => b.OwnerId == viewer && b.OtherId == activity.OtherId);

    private static Expression<Func<UserId, Activity, bool>> SeenByFollower(GraphDb db) => (viewer, activity) =>
        !activity.IsInPerson || !db.Set<Block>().Any(b => b.OwnerId == viewer && b.OtherId == activity.ActorId);

    private static Expression<Func<UserId, Activity, bool>> SeenByFriend(GraphDb db) => (viewer, activity) =>
        (activity.Kind != ActivityKind.BecameFriends || activity.OtherId == viewer
            || (db.Set<Friendship>().Any(f => f.OwnerId == activity.ActorId && f.FriendId == activity.OtherId)
                && db.Set<User>().Any(u => u.Id == activity.ActorId && u.FriendsSeeFriends)))
        && (activity.OtherId == viewer
            || (activity.Visibility == Visibility.Public
                && (activity.OtherId == null || db.Set<User>().Any(u => u.Id == activity.OtherId && u.ClosedAt == null)))
            || (activity.Visibility == Visibility.Friends
                && (activity.OtherId == null
                    || db.Set<Friendship>().Any(f => f.OwnerId == viewer && f.FriendId == activity.OtherId))));

    private static Expression<Func<Activity, bool>> Both(
        UserId viewer, Expression<Func<UserId, Activity, bool>> first, Expression<Func<UserId, Activity, bool>> second)
    {
        Expression<Func<UserId>> who = () => viewer;
        var activity = Expression.Parameter(typeof(Activity), "activity");
        return Expression.Lambda<Func<Activity, bool>>(
            Expression.AndAlso(Parts.Apply(first, who.Body, activity), Parts.Apply(second, who.Body, activity)), activity);
    }
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

        activity.HasIndex(a => a.SubjectId);

        // Without the filter, SQLite would assume that few rows have no source, and would use this index to find them.
        activity.HasIndex(a => new { a.SourceId, a.Number }).HasFilter("source_id IS NOT NULL").HasDatabaseName("ix_activity_source");
        activity.ToTable(table => table.HasCheckConstraint(
            "ck_activity_source", "(source_type IS NULL AND source_id IS NULL) OR (source_type IS NOT NULL AND source_id IS NOT NULL)"));
    }
}
