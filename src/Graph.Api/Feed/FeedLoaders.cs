using Graph.Api.Server.Authorization;
using Graph.Api.Server.Loading;
using Graph.Domain.Feed;
using Graph.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Feed;

/// <summary>Lines of the two streams by id, as the viewer may see them; one command for each batch.</summary>
public sealed class FeedLoaders(GraphDb db, Caller caller, LoaderMemory memory)
{
    public BatchLoader<ActivityId, ActivityNode?> Activities { get; } = new(memory, async (ids, cancellationToken) =>
        await db.Set<Activity>().Where(Activity.VisibleTo(caller.Viewer, db))
            .Where(a => ids.Contains(a.ActivityId))
            .ToDictionaryAsync(a => a.ActivityId, a => (ActivityNode?)new ActivityNode(a), cancellationToken), null);

    public BatchLoader<NotificationId, NotificationNode?> Notifications { get; } = new(memory, async (ids, cancellationToken) =>
        await db.NotificationsFor(caller.Viewer)
            .Where(n => ids.Contains(n.NotificationId))
            .ToDictionaryAsync(n => n.NotificationId, n => (NotificationNode?)new NotificationNode(n), cancellationToken), null);
}
