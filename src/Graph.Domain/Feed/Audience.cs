using System.Linq.Expressions;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Feed;

/// <summary>Asks for many viewers at once which lines they may see, and loads each line once.</summary>
internal static class Audience
{
    /// <summary>The number of viewers for which one query asks.</summary>
    public const int MostViewers = 1_000;

    /// <summary>Lines with small audiences are asked for together: each of the lines for each of the viewers.</summary>
    private const int MostPairs = 2_000;

    private static readonly KeptQuery<IReadOnlyList<ActivityId>, Activity> Lines = new((db, ids) =>
        db.Set<Activity>().Where(line => ids.Contains(line.Id)));

    private static readonly KeptQuery<(IReadOnlyList<UserId> Viewers, IReadOnlyList<ActivityId> Lines), SeenLine> Pairs = new((db, of) =>
        (from viewer in db.Set<User>()
         from line in db.Set<Activity>()
         where of.Viewers.Contains(viewer.Id) && of.Lines.Contains(line.Id)
         select new ViewedLine { Viewer = viewer, Line = line })
        .Where(IsSeen(db))
        .Select(pair => new SeenLine { Viewer = pair.Viewer.Id, Line = pair.Line.Id }));

    private static readonly KeptQuery<IReadOnlyList<NotificationId>, Notification> SeenNotifications = new((db, ids) =>
        db.Set<Notification>().Where(notification => ids.Contains(notification.Id)).Where(Notification.VisibleToRecipient(db)));

    /// <summary>The lines by id.</summary>
    public static Task<Dictionary<ActivityId, Activity>> LinesAsync(GraphDb db, IReadOnlyList<ActivityId> ids) =>
        Lines.DictionaryAsync(db, ids, line => line.Id, line => line, CancellationToken.None);

    /// <summary>Those notifications that their recipients may see, by id.</summary>
    public static Task<Dictionary<NotificationId, Notification>> NotificationsAsync(GraphDb db, IReadOnlyList<NotificationId> ids) =>
        SeenNotifications.DictionaryAsync(db, ids, notification => notification.Id, notification => notification, CancellationToken.None);

    /// <summary>
    /// Returns who may see which line. Of a line with a source, the viewers who are asked for must be followers of it.
    /// </summary>
    public static async Task<HashSet<(UserId Viewer, ActivityId Line)>> SeenAsync(
        GraphDb db, IReadOnlyList<(ActivityId Line, IReadOnlyCollection<UserId> Viewers)> audiences)
    {
        var seen = new HashSet<(UserId, ActivityId)>();
        var (lines, viewers) = (new List<ActivityId>(), new HashSet<UserId>());
        foreach (var (line, concerned) in audiences)
        {
            if (lines.Count > 0 && (lines.Count + 1) * (viewers.Count + concerned.Count) > MostPairs)
            {
                await AskAsync();
            }

            lines.Add(line);
            viewers.UnionWith(concerned);
        }

        await AskAsync();
        return seen;

        async Task AskAsync()
        {
            foreach (var some in viewers.Chunk(MostViewers))
            {
                var found = await Pairs.ListAsync(db, (some, lines.ToArray()), CancellationToken.None);
                seen.UnionWith(found.Select(pair => (pair.Viewer, pair.Line)));
            }

            lines.Clear();
            viewers.Clear();
        }
    }

    private static Expression<Func<ViewedLine, bool>> IsSeen(GraphDb db)
    {
        var pair = Expression.Parameter(typeof(ViewedLine), "pair");
        var viewer = Expression.Property(Expression.Property(pair, nameof(ViewedLine.Viewer)), nameof(User.Id));
        var line = Expression.Property(pair, nameof(ViewedLine.Line));
        return Expression.Lambda<Func<ViewedLine, bool>>(
            Parts.Apply(Activity.Seen(db), viewer, Expression.Constant(true), line), pair);
    }

    private sealed class ViewedLine
    {
        public required User Viewer { get; init; }

        public required Activity Line { get; init; }
    }

    private sealed class SeenLine
    {
        public required UserId Viewer { get; init; }

        public required ActivityId Line { get; init; }
    }
}
