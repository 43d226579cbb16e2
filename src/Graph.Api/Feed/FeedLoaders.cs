using Graph.Api.Server.Authorization;
using Graph.Api.Server.Loading;
using Graph.Domain.Feed;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Feed;

/// <summary>
/// Loads lines of the feed and notifications by ID, as far as the viewer may see them. Each batch is one database
/// command.
/// </summary>
public sealed class FeedLoaders(GraphDb db, Caller caller, Feeds feeds, LoaderMemory memory)
{
    private static readonly KeptQuery<IReadOnlyList<ActivityId>, FeedEvent> LoggedActivities = new((db, ids) =>
        db.Set<FeedEvent>().Where(e => e.ActivityId != null && ids.Contains(e.ActivityId.Value)));

    private static readonly KeptQuery<IReadOnlyList<NotificationId>, FeedEvent> LoggedNotifications = new((db, ids) =>
        db.Set<FeedEvent>().Where(e => e.NotificationId != null && ids.Contains(e.NotificationId.Value)));

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<SourceId> Followed, IReadOnlyList<ActivityId> Ids), Activity>
        VisibleActivities = new((db, of) =>
            db.Set<Activity>().Where(Activity.VisibleTo(of.Viewer, of.Followed, db)).Where(a => of.Ids.Contains(a.Id)));

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<NotificationId> Ids), Notification> VisibleNotifications = new((db, of) =>
        Feeds.Notifications(db, of.Viewer).Where(n => of.Ids.Contains(n.Id)));

    public BatchLoader<ActivityId, ActivityNode?> Activities => field ??= new(memory, async (ids, cancellationToken) =>
    {
        var followed = await feeds.SourcesOfAsync(db, caller.Viewer, cancellationToken);
        return await VisibleActivities.DictionaryAsync(
            db, (caller.Viewer, followed, ids), a => a.Id, a => (ActivityNode?)new ActivityNode(a), cancellationToken);
    }, null);

    public BatchLoader<NotificationId, NotificationNode?> Notifications => field ??= new(memory, async (ids, cancellationToken) =>
        await VisibleNotifications.DictionaryAsync(
            db, (caller.Viewer, ids), n => n.Id, n => (NotificationNode?)new NotificationNode(n), cancellationToken), null);

    /// <summary>The position in the log of a line of the feed. Ask only for lines that the viewer may see.</summary>
    public BatchLoader<ActivityId, long> PlaceOfActivity => field ??= new(memory, async (ids, cancellationToken) =>
        await LoggedActivities.DictionaryAsync(db, ids, e => e.ActivityId!.Value, e => e.Sequence, cancellationToken), 0);

    /// <summary>The position in the log of a notification. Ask only for notifications of the viewer.</summary>
    public BatchLoader<NotificationId, long> PlaceOfNotification => field ??= new(memory, async (ids, cancellationToken) =>
        await LoggedNotifications.DictionaryAsync(db, ids, e => e.NotificationId!.Value, e => e.Sequence, cancellationToken), 0);
}
