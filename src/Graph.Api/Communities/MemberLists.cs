using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Domain.Communities;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Communities;

/// <summary>Lists of people in communities, as the viewer may see them.</summary>
internal static class MemberLists
{
    private static readonly KeptLists<CommunityId, (UserId Viewer, IReadOnlyList<CommunityId> Communities), MemberRow> Members = new(
        new Keyset<MemberRow>("members").By(row => row.Since, descending: true).By(row => row.Member.User.Handle),
        (db, of) => db.Set<Community>().Where(c => of.Communities.Contains(c.Id)).Select(c => c.Id),
        (db, of) => from membership in db.Set<Membership>().Where(Membership.ShownTo(of.Viewer, db))
                    join member in db.NamedFor(of.Viewer) on membership.UserId equals member.User.Id
                    where of.Communities.Contains(membership.CommunityId)
                    select new MemberRow
                    {
                        Community = membership.CommunityId,
                        Member = member,
                        Since = membership.Since,
                    },
        row => row.Community);

    private static readonly KeptLists<CommunityId, (UserId Viewer, IReadOnlyList<CommunityId> Communities), RequestRow> Requests = new(
        new Keyset<RequestRow>("join requests").By(row => row.Request.Since).By(row => row.Handle),
        (db, of) => db.Set<Community>().Where(c => of.Communities.Contains(c.Id)).Select(c => c.Id),
        (db, of) => from membership in db.Set<Membership>()
                    join asker in db.UsersFor(of.Viewer) on membership.UserId equals asker.Id
                    where of.Communities.Contains(membership.CommunityId) && membership.Standing == MemberStanding.Requested
                    select new RequestRow { Request = membership, Handle = asker.Handle },
        row => row.Request.CommunityId);

    /// <summary>Those of some communities in which the viewer has at least a role.</summary>
    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<CommunityId> Communities), Membership> Roles = new((db, of) =>
        db.Set<Membership>().Where(m => m.UserId == of.Viewer && of.Communities.Contains(m.CommunityId) && m.Standing == MemberStanding.Member));

    public static Loading<Connection<UserNode>?> MembersOf(
        PageLoaders pages, GraphDb db, UserId? caller, CommunityId community, PageArguments page) => caller is not { } viewer ? NoUsers :
        pages.Load<CommunityId, UserNode>(community, page, async (communities, cancellationToken) =>
        {
            var open = await WhereAsync(db, viewer, communities, CommunityRole.Member, cancellationToken);
            return await Members.PagesAsync(db, (viewer, open), open, page, row => row.Member.Node, cancellationToken);
        });

    public static Loading<Connection<JoinRequestNode>?> RequestsOf(
        PageLoaders pages, GraphDb db, UserId? caller, CommunityId community, PageArguments page) => caller is not { } viewer ? NoRequests :
        pages.Load<CommunityId, JoinRequestNode>(community, page, async (communities, cancellationToken) =>
        {
            var open = await WhereAsync(db, viewer, communities, CommunityRole.Moderator, cancellationToken);
            return await Requests.PagesAsync(db, (viewer, open), open, page, row => new JoinRequestNode(row.Request), cancellationToken);
        });

    private static Loaded<Connection<UserNode>?> NoUsers => new((Connection<UserNode>?)null);

    private static Loaded<Connection<JoinRequestNode>?> NoRequests => new((Connection<JoinRequestNode>?)null);

    private static async Task<IReadOnlyList<CommunityId>> WhereAsync(
        GraphDb db, UserId viewer, IReadOnlyList<CommunityId> communities, CommunityRole least, CancellationToken cancellationToken)
    {
        var mine = await Roles.ListAsync(db, (viewer, communities), cancellationToken);
        return [.. mine.Where(m => m.Role >= least).Select(m => m.CommunityId)];
    }

    private sealed class MemberRow
    {
        public required CommunityId Community { get; init; }

        public required NamedUser Member { get; init; }

        public required DateTime Since { get; init; }
    }

    private sealed class RequestRow
    {
        public required Membership Request { get; init; }

        public required string Handle { get; init; }
    }
}
