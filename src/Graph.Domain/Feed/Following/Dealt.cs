using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Feed.Following;

/// <summary>A row of the log, and the streams that it may concern.</summary>
internal sealed record Dealt(LogRow Row, IReadOnlyList<FeedFollower> Followers)
{
    /// <summary>
    /// For how many streams the database is asked at once. While they take what they are told, the answer does not get old, so that it
    /// need not be asked again for each of them.
    /// </summary>
    private const int StreamsAtOnce = 250;

    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(2);

    private IReadOnlyCollection<UserId> Viewers => Followers.Select(follower => follower.Viewer).ToHashSet();

    /// <summary>
    /// Asks for the whole audience of these rows who may see them, and hands each row to those who may. Each row is loaded
    /// once, however many see it. A large audience is told in parts.
    /// </summary>
    public static async Task TellAsync(Units units, IReadOnlyList<Dealt> dealt)
    {
        var ids = dealt.Select(of => of.Row.ActivityId).OfType<ActivityId>().Distinct().ToList();
        var lines = ids.Count == 0 ? [] : await units.ReadAsync(db => Audience.LinesAsync(db, ids));
        IReadOnlyList<FeedFollower> told = [];
        foreach (var part in Parts(dealt))
        {
            await TakenAsync(told);
            told = await TellAsync(units, part, lines);
        }
    }

    private static async Task<IReadOnlyList<FeedFollower>> TellAsync(
        Units units, IReadOnlyList<Dealt> part, Dictionary<ActivityId, Activity> lines)
    {
        var askedAt = Environment.TickCount64;
        var audiences = part.Where(of => of.Row.ActivityId is not null).Select(of => (of.Row.ActivityId!.Value, of.Viewers)).ToList();
        var notifications = part.Select(of => of.Row.NotificationId).OfType<NotificationId>().Distinct().ToList();
        var (seen, notices) = await units.ReadAsync(async db => (
            await Audience.SeenAsync(db, audiences),
            notifications.Count == 0 ? [] : await Audience.NotificationsAsync(db, notifications)));
        var idle = part.SelectMany(of => of.Followers).Where(follower => !follower.HasMore).ToHashSet();
        foreach (var (row, concerned) in part)
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

        return [.. idle];
    }

    /// <summary>
    /// Waits until these streams have taken what they were told, or until the answer is old. Streams that had something to take before
    /// are slow, so nobody waits for them.
    /// </summary>
    private static async Task TakenAsync(IReadOnlyList<FeedFollower> told)
    {
        for (var started = Environment.TickCount64; told.Any(follower => follower.HasMore && follower.Holds(started)); )
        {
            await Task.Delay(Moment);
        }
    }

    /// <summary>Rows together while few streams hear of them; a row that many hear of in several parts.</summary>
    private static IEnumerable<IReadOnlyList<Dealt>> Parts(IReadOnlyList<Dealt> dealt)
    {
        var (part, streams) = (new List<Dealt>(), 0);
        foreach (var (row, followers) in dealt)
        {
            foreach (var some in followers.Chunk(StreamsAtOnce))
            {
                if (part.Count > 0 && streams + some.Length > StreamsAtOnce)
                {
                    yield return part;
                    (part, streams) = ([], 0);
                }

                part.Add(new Dealt(row, some));
                streams += some.Length;
            }
        }

        if (part.Count > 0)
        {
            yield return part;
        }
    }
}
