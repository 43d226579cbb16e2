using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Announcements;

namespace Graph.Domain.Communities;

/// <summary>Returns the communities that a user is a member of, so that their posts appear in the user's feed.</summary>
public sealed class JoinedCommunities : IFollowing
{
    private static readonly KeptQuery<UserId, CommunityId> Joined = new((db, viewer) => db.Set<Membership>()
        .Where(m => m.UserId == viewer && m.Standing == MemberStanding.Member)
        .Select(m => m.CommunityId));

    public async Task<IReadOnlyList<Guid>> SourcesOfAsync(GraphDb db, UserId viewer, CancellationToken cancellationToken)
    {
        var joined = await Joined.ListAsync(db, viewer, cancellationToken);
        return joined.ConvertAll(id => id.Value);
    }
}
