using Graph.Domain.Friendships;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Feed.Following;

/// <summary>What the tail does with rows that say that a circle or a state changed.</summary>
public sealed partial class FeedTail
{
    /// <summary>The changes above the place that were heeded already.</summary>
    private readonly HashSet<long> _heeded = [];

    /// <summary>Heeds each change once, also when it was seen above the horizon first.</summary>
    private async Task HeedAsync(LogPage page)
    {
        var changes = page.Changes.Where(row => _heeded.Add(row.Sequence)).ToList();
        _heeded.RemoveWhere(place => place <= page.Place);
        await HeedCirclesAsync(changes);
        await RingStatesAsync(changes);
    }

    /// <summary>
    /// Reads changed circles anew: their rows may stand in another order than that in which they changed.
    /// </summary>
    private async Task HeedCirclesAsync(IReadOnlyList<LogRow> changes)
    {
        foreach (var user in changes.Select(row => row.CircleOfId).OfType<UserId>().ToHashSet())
        {
            ListeningViewer? viewer;
            lock (_gate)
            {
                viewer = _interests.Viewer(user);
                foreach (var notified in _interests.OfRecipient(user))
                {
                    notified.Doubt();
                }
            }

            if (viewer is not null)
            {
                await ReadCircleAsync(viewer);
                lock (_gate)
                {
                    foreach (var stream in viewer.Streams)
                    {
                        stream.Doubt();
                    }
                }
            }
        }
    }

    /// <summary>
    /// Waits until it is known whose activities may concern the viewer of a stream. It is read once for all streams of the
    /// viewer, and kept up to date while there is one.
    /// </summary>
    private Task KnowCircleAsync(FeedFollower<Activity> follower)
    {
        lock (_gate)
        {
            var viewer = _interests.Viewer(follower.Viewer)!;
            return viewer.FirstRead ??= ReadFirstAsync(viewer);
        }
    }

    private async Task ReadFirstAsync(ListeningViewer viewer)
    {
        await Task.Yield();
        try
        {
            await ReadCircleAsync(viewer);
        }
        catch
        {
            lock (_gate)
            {
                viewer.FirstRead = null;
            }

            throw;
        }
    }

    /// <summary>
    /// Reads whose activities may concern a viewer. Two reads may overlap: the first one, and one after a change. The one
    /// that began later has seen more, so the other one does not replace it.
    /// </summary>
    private async Task ReadCircleAsync(ListeningViewer viewer)
    {
        int turn;
        lock (_gate)
        {
            turn = viewer.CircleReads.Asked + 1;
            viewer.CircleReads = viewer.CircleReads with { Asked = turn };
        }

        var circle = await units.ReadAsync(async db => new Circle(
            await db.Set<Friendship>().Where(f => f.OwnerId == viewer.Id).Select(f => f.FriendId).ToListAsync(),
            [.. await feeds.SourcesOfAsync(db, viewer.Id, CancellationToken.None)]));
        lock (_gate)
        {
            if (turn > viewer.CircleReads.Set)
            {
                viewer.CircleReads = viewer.CircleReads with { Set = turn };
                _interests.SetCircle(viewer, circle);
            }
        }
    }

    /// <summary>Wakes those who show a state that changed, once for all changes.</summary>
    private async Task RingStatesAsync(IReadOnlyList<LogRow> changes)
    {
        var changed = changes.Select(row => row.Changed).OfType<string>().SelectMany(ChangedStates.Read).ToHashSet();
        foreach (var spread in changed.Count == 0 ? [] : spreads)
        {
            var ids = changed.Where(topic => topic.Kind == spread.From).Select(topic => topic.Id).ToList();
            if (ids.Count > 0 && Listens(spread.To))
            {
                changed.UnionWith(await units.ReadAsync(db => spread.SpreadAsync(db, ids)));
            }
        }

        lock (_gate)
        {
            foreach (var follower in changed.SelectMany(_interests.ConcernedBy))
            {
                follower.Ring(changes.Max(row => row.Sequence));
            }
        }
    }

    private bool Listens(string kind)
    {
        lock (_gate)
        {
            return _interests.HasKind(kind);
        }
    }
}
