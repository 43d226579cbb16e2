using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Announcements;

namespace Graph.Domain.Deals.Merchants;

/// <summary>Returns the merchants that a user follows, so that their new deals appear in the user's feed.</summary>
public sealed class FollowedMerchants : IFollowing
{
    /// <summary>Limits the merchants that a feed looks up to the ones followed most recently.</summary>
    private const int Most = 1_000;

    private static readonly KeptQuery<UserId, MerchantId> Latest = new((db, viewer) => db.Set<MerchantFollower>()
        .Where(f => f.UserId == viewer)
        .OrderByDescending(f => f.Since)
        .Select(f => f.MerchantId)
        .Take(Most));

    public async Task<IReadOnlyList<Guid>> SourcesOfAsync(GraphDb db, UserId viewer, CancellationToken cancellationToken)
    {
        var followed = await Latest.ListAsync(db, viewer, cancellationToken);
        return followed.ConvertAll(id => id.Value);
    }
}
