using Graph.Domain.Friendships;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Feed.Following;

/// <summary>What the tail does with rows that say that a circle or a state changed.</summary>
public sealed partial class FeedTail
{
    /// <summary>
    /// Reads changed circles anew: their rows may stand in another order than that in which they changed. Each row is
    /// heeded once, also when it was seen above the horizon first.
    /// </summary>
    private async Task HeedCirclesAsync(LogPage page)
    {
        var changed = page.Circles.Where(row => _heeded.Add(row.Sequence)).Select(row => row.CircleOfId!.Value).ToHashSet();
        _heeded.RemoveWhere(place => place <= page.Place);
        foreach (var user in changed)
        {
            IReadOnlyList<FeedFollower> followers;
            lock (_gate)
            {
                followers = _interests.OfViewer(user);
                foreach (var notified in _interests.OfRecipient(user))
                {
                    notified.Doubt();
                }
            }

            foreach (var follower in followers)
            {
                await ReadCircleAsync(follower);
                follower.Doubt();
            }
        }
    }

    /// <summary>
    /// Reads whose activities may concern a stream. Two reads may overlap: the stream's first one, and one after a change.
    /// The one that began later has seen more, so the other one does not replace it.
    /// </summary>
    private async Task ReadCircleAsync(FeedFollower follower)
    {
        int turn;
        lock (_gate)
        {
            turn = follower.CircleReads.Asked + 1;
            follower.CircleReads = follower.CircleReads with { Asked = turn };
        }

        var circle = await units.ReadAsync(async db => new Circle(
            await db.Set<Friendship>().Where(f => f.OwnerId == follower.Viewer).Select(f => f.FriendId).ToListAsync(),
            [.. await feeds.SourcesOfAsync(db, follower.Viewer, CancellationToken.None)]));
        lock (_gate)
        {
            if (turn > follower.CircleReads.Set && _interests.OfViewer(follower.Viewer).Contains(follower))
            {
                follower.CircleReads = follower.CircleReads with { Set = turn };
                _interests.SetCircle(follower, circle);
            }
        }
    }

    /// <summary>Wakes those who show a state that changed, once for the whole page.</summary>
    private async Task RingStatesAsync(LogPage page)
    {
        var changed = page.Rows.Where(row => row.Changed is not null).SelectMany(row => ChangedStates.Read(row.Changed!)).ToHashSet();
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
                follower.Ring(page.Place);
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
