using Graph.Domain.Friendships;
using Graph.Domain.Friendships.Finding;
using Graph.Domain.Lending.Loans;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Lending.Trust;

/// <summary>What a viewer could borrow from a person.</summary>
/// <param name="Direct">What is left of that person's own promise to the viewer.</param>
/// <param name="Reachable">The promise and the chains together, rounded down; at least what is direct.</param>
/// <param name="Via">Those of the viewer's friends through whom the chains go.</param>
public sealed record TrustOf(long Direct, long Reachable, IReadOnlyList<UserId> Via);

/// <summary>
/// Reads what a viewer could borrow from friends and from friends of friends. Chains are taken from the nightly snapshot, and go
/// through nobody whom a block hides from the viewer, and nobody below CLASS_II.
/// </summary>
public static class TrustReader
{
    private const int Near = 2;

    /// <summary>Returns the trust of those who are near enough; others are missing.</summary>
    public static async Task<IReadOnlyDictionary<UserId, TrustOf>> OfAsync(
        GraphDb db, UserId viewer, IReadOnlyList<UserId> others, CancellationToken cancellationToken)
    {
        var distances = await Distances.FromAsync(db, viewer, others, Near, cancellationToken);
        List<UserId> near = [.. distances.Where(other => other.Value > 0).Select(other => other.Key)];
        if (near.Count == 0)
        {
            return new Dictionary<UserId, TrustOf>();
        }

        var counting = db.UsersFor(viewer).Where(u => u.Level >= LendingPolicy.Level);
        var shown = db.Set<TrustLine>().Where(l => l.Shown > 0);

        // No chain goes through a friend who keeps the friends hidden: it would tell one of them.
        var first = await EdgesAsync(shown.Where(l => l.ReceiverId == viewer && counting.Any(u => u.Id == l.GiverId && u.FriendsSeeFriends)));
        var last = await EdgesAsync(shown.Where(l => near.Contains(l.GiverId)
            && counting.Any(u => u.Id == l.GiverId) && counting.Any(u => u.Id == l.ReceiverId)));
        HashSet<UserId> friends = [.. first.Select(edge => edge.Giver)], ends = [.. last.Select(edge => edge.Receiver)];
        var middle = await BetweenAsync(friends, ends);
        var direct = await db.Set<TrustLine>()
            .Where(l => l.ReceiverId == viewer && near.Contains(l.GiverId) && l.CreditLimit > l.Used
                && db.Set<Friendship>().Any(f => f.OwnerId == viewer && f.FriendId == l.GiverId))
            .ToDictionaryAsync(l => l.GiverId, l => l.CreditLimit - l.Used, cancellationToken);
        TrustEdge[] edges = [.. first, .. last, .. middle];
        return near.ToDictionary(other => other, other =>
        {
            var promised = direct.GetValueOrDefault(other);

            // Each is rounded before the sum is: else a change of the viewer's own line would show the chains to the fen.
            var (amount, via) = TrustFlow.Between(viewer, other, [.. edges.Distinct()]);
            return new TrustOf(promised, Math.Max(promised, TrustFlow.Rounded(TrustFlow.Rounded(promised) + TrustFlow.Rounded(amount))), via);
        });

        // Only the smaller side is asked for: for both, the database would look for each pair.
        async Task<List<TrustEdge>> BetweenAsync(HashSet<UserId> receivers, HashSet<UserId> givers)
        {
            var fewer = (receivers.Count <= givers.Count ? receivers : givers).ToList();
            var some = await EdgesAsync(receivers.Count <= givers.Count
                ? shown.Where(l => EF.Parameter(fewer).Contains(l.ReceiverId))
                : shown.Where(l => EF.Parameter(fewer).Contains(l.GiverId)));
            return some.FindAll(edge => receivers.Contains(edge.Receiver) && givers.Contains(edge.Giver));
        }

        async Task<List<TrustEdge>> EdgesAsync(IQueryable<TrustLine> lines) =>
            await lines.Select(l => new TrustEdge(l.GiverId, l.ReceiverId, l.Shown)).ToListAsync(cancellationToken);
    }
}
