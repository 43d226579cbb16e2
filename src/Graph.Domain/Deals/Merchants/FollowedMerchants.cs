using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Announcements;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Deals.Merchants;

/// <summary>The merchants that somebody follows: their new deals are in that person's feed.</summary>
public sealed class FollowedMerchants : IFollowing
{
    /// <summary>Bounds what one feed looks for; the latest that were followed count.</summary>
    private const int Most = 1_000;

    public async Task<IReadOnlyList<Guid>> SourcesOfAsync(GraphDb db, UserId viewer, CancellationToken cancellationToken)
    {
        var followed = await db.Set<MerchantFollower>()
            .Where(f => f.UserId == viewer)
            .OrderByDescending(f => f.Since)
            .Select(f => f.MerchantId)
            .Take(Most)
            .ToListAsync(cancellationToken);
        return followed.ConvertAll(id => id.Value);
    }
}
