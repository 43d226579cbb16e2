using Graph.Domain.Persistence;
using Graph.Domain.Users;

namespace Graph.Domain.Feed;

/// <summary>Reads the two streams, for lists and for live readers alike: both see the same rows in the same order.</summary>
public static class Feeds
{
    public static IQueryable<Activity> ActivitiesFor(this GraphDb db, UserId viewer) =>
        db.Activities.Where(Activity.VisibleTo(viewer, db));

    public static IQueryable<Notification> NotificationsFor(this GraphDb db, UserId viewer) =>
        db.Notifications.Where(Notification.VisibleTo(viewer, db));
}
