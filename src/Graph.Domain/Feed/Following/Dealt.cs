using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Feed.Following;

/// <summary>A row of the log, and the streams that it may concern.</summary>
internal sealed record Dealt(LogRow Row, IReadOnlyList<FeedFollower> Followers)
{
    /// <summary>
    /// For more streams than this, the answer would be old before most of them take the row. They are told without an answer, and ask when
    /// it is their turn, together with the others whose turn it is.
    /// </summary>
    private const int MostAsked = 250;

    private bool IsLarge => Followers.Count > MostAsked;

    private IReadOnlyCollection<UserId> Viewers => Followers.Select(follower => follower.Viewer).ToHashSet();

    /// <summary>
    /// Asks for the whole audience of these rows who may see them, and hands each row to those who may. Each row is loaded
    /// once, however many see it.
    /// </summary>
    /// <param name="units">Reads the database.</param>
    /// <param name="dealt">The rows.</param>
    /// <param name="dealtAt">When it was begun to find out which streams they may concern.</param>
    public static async Task TellAsync(Units units, IReadOnlyList<Dealt> dealt, long dealtAt)
    {
        var askedAt = Environment.TickCount64;
        var activities = dealt.Where(of => of.Row.ActivityId is not null).ToList();
        var notifications = dealt.Select(of => of.Row.NotificationId).OfType<NotificationId>().ToList();
        var (lines, seen, notices) = await units.ReadAsync(async db => (
            activities.Count == 0 ? [] : await Audience.LinesAsync(db, [.. activities.Select(of => of.Row.ActivityId!.Value)]),
            await Audience.SeenAsync(db, [.. activities.Where(of => !of.IsLarge).Select(of => (of.Row.ActivityId!.Value, of.Viewers))]),
            notifications.Count == 0 ? [] : await Audience.NotificationsAsync(db, notifications)));
        foreach (var one in dealt)
        {
            var row = one.Row;
            foreach (var follower in one.Followers)
            {
                switch (follower)
                {
                    case FeedFollower<Activity> stream when one.IsLarge:
                        stream.Tell(lines[row.ActivityId!.Value], row.Sequence, FeedFollower.Never, dealtAt);
                        break;
                    case FeedFollower<Activity> stream when seen.Contains((stream.Viewer, row.ActivityId!.Value)):
                        stream.Tell(lines[row.ActivityId.Value], row.Sequence, askedAt, dealtAt);
                        break;
                    case FeedFollower<Notification> stream when notices.TryGetValue(row.NotificationId!.Value, out var notice):
                        stream.Tell(notice, row.Sequence, askedAt, dealtAt);
                        break;
                }
            }
        }
    }
}
