using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Feed.Following;

/// <summary>A row of the log, and the streams that it may concern.</summary>
internal sealed record Dealt(LogRow Row, IReadOnlyList<FeedFollower> Followers)
{
    private IReadOnlyCollection<UserId> Viewers => Followers.Select(follower => follower.Viewer).ToHashSet();

    /// <summary>
    /// Asks for the whole audience of these rows who may see them, and hands each row to those who may. Each row is loaded
    /// once, however many see it. For a large audience the answers would be old before most streams take the row, so nobody asks here.
    /// </summary>
    /// <param name="units">Reads the database.</param>
    /// <param name="dealt">The rows.</param>
    /// <param name="dealtAt">When it was begun to find out which streams they may concern.</param>
    /// <param name="large">The size above which an audience is large.</param>
    /// <param name="send">Sends a line to a large audience, which was told of it.</param>
    public static async Task TellAsync(
        Units units,
        IReadOnlyList<Dealt> dealt,
        long dealtAt,
        int large,
        Action<Logged<Activity>, IReadOnlyList<FeedFollower<Activity>>> send)
    {
        var askedAt = Environment.TickCount64;
        var activities = dealt.Where(of => of.Row.ActivityId is not null).ToLookup(IsLarge);
        var notifications = dealt.Select(of => of.Row.NotificationId).OfType<NotificationId>().ToList();
        var (lines, seen, notices) = await units.ReadAsync(async db => (
            activities.Count == 0 ? [] : await Audience.LinesAsync(db, [.. activities.SelectMany(of => of).Select(of => of.Row.ActivityId!.Value)]),
            await Audience.SeenAsync(db, [.. activities[false].Select(of => (of.Row.ActivityId!.Value, of.Viewers))]),
            notifications.Count == 0 ? [] : await Audience.NotificationsAsync(db, notifications)));
        foreach (var one in dealt)
        {
            var row = one.Row;
            if (row.ActivityId is { } id && IsLarge(one))
            {
                var streams = one.Followers.Cast<FeedFollower<Activity>>().ToList();
                streams.ForEach(stream => stream.Put(lines[id], row.Sequence, FeedFollower.Never, dealtAt));
                send(new Logged<Activity> { Row = lines[id], Sequence = row.Sequence }, streams);
                continue;
            }

            foreach (var follower in one.Followers)
            {
                switch (follower)
                {
                    case FeedFollower<Activity> stream when seen.Contains((stream.Viewer, row.ActivityId!.Value)):
                        stream.Tell(lines[row.ActivityId.Value], row.Sequence, askedAt, dealtAt);
                        break;
                    case FeedFollower<Notification> stream when notices.TryGetValue(row.NotificationId!.Value, out var notice):
                        stream.Tell(notice, row.Sequence, askedAt, dealtAt);
                        break;
                }
            }
        }

        bool IsLarge(Dealt of) => of.Followers.Count > large;
    }
}
