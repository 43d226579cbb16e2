using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Feed.Following;

/// <summary>A row of the log, and the streams that it may concern.</summary>
internal sealed record Dealt(LogRow Row, IReadOnlyList<FeedFollower> Followers)
{
    private IReadOnlyCollection<UserId> Viewers => Followers.Select(follower => follower.Viewer).ToHashSet();

    /// <summary>
    /// Asks for the whole audience of these rows who may see them, and hands each row to those who may. Each row is loaded
    /// once, however many see it.
    /// </summary>
    public static async Task TellAsync(Units units, IReadOnlyList<Dealt> dealt)
    {
        var askedAt = Environment.TickCount64;
        var activities = dealt.Where(of => of.Row.ActivityId is not null).ToList();
        var notifications = dealt.Select(of => of.Row.NotificationId).OfType<NotificationId>().ToList();
        var (lines, seen, notices) = await units.ReadAsync(async db => (
            activities.Count == 0 ? [] : await Audience.LinesAsync(db, [.. activities.Select(of => of.Row.ActivityId!.Value)]),
            await Audience.SeenAsync(db, [.. activities.Select(of => (of.Row.ActivityId!.Value, of.Viewers))]),
            notifications.Count == 0 ? [] : await Audience.NotificationsAsync(db, notifications)));
        foreach (var (row, concerned) in dealt)
        {
            foreach (var follower in concerned)
            {
                switch (follower)
                {
                    case FeedFollower<Activity> stream when seen.Contains((stream.Viewer, row.ActivityId!.Value)):
                        stream.Tell(lines[row.ActivityId.Value], row.Sequence, askedAt);
                        break;
                    case FeedFollower<Notification> stream when notices.TryGetValue(row.NotificationId!.Value, out var notice):
                        stream.Tell(notice, row.Sequence, askedAt);
                        break;
                }
            }
        }
    }
}
