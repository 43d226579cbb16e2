using Graph.Domain.Communities.Investing;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Privacy;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Communities;

/// <summary>
/// Takes an account out of its communities when it is closed, and out of those whose level it lost. A community that loses
/// its owner goes to the moderator, or else to the member, who is in it for the longest time.
/// </summary>
public sealed class CommunitiesEnd : IAccountEnd, ILevelLoss
{
    public async Task CloseAsync(GraphDb db, UserId user, DateTime now)
    {
        await EndAsync(db, db.Set<Membership>().Where(m => m.UserId == user), isClosing: true, now);
        var rows = db.Set<Membership>().Where(m => m.UserId == user);
        await rows.Where(m => m.Standing != MemberStanding.Removed && m.Standing != MemberStanding.Declined).ExecuteDeleteAsync();

        // Rows of removed and declined people stay, so that the same person cannot come back with a new account. Their words go.
        await rows.ExecuteUpdateAsync(set => set.SetProperty(m => m.Message, (string?)null));
    }

    public Task EndAsync(GraphDb db, UserId user, RealNameLevel level, DateTime now) => EndAsync(
        db,
        db.Set<Membership>().Where(m => m.UserId == user && db.Set<Community>().Any(c => c.Id == m.CommunityId && c.RequiredLevel > level)),
        isClosing: false,
        now);

    public async Task EraseAsync(GraphDb db, UserId user, DateTime now)
    {
        await db.Set<Membership>().Where(m => m.UserId == user).ExecuteDeleteAsync();
        await db.Set<Membership>()
            .Where(m => m.InvitedById == user)
            .ExecuteUpdateAsync(set => set.SetProperty(m => m.InvitedById, (UserId?)null));

        // What the person held when a sum was published is forgotten with the last account. The sum goes too, since it cannot be checked.
        if (await PersonOf.LastAccountAsync(db, user) is { } id)
        {
            foreach (var share in await db.Set<CommunityShare>().Where(s => s.PersonId == id).ToListAsync())
            {
                await CommunityInvestments.ForgetAsync(db, share.CommunityId, share.FundId);
            }
        }
    }

    private static async Task EndAsync(GraphDb db, IQueryable<Membership> rows, bool isClosing, DateTime now)
    {
        var ended = await rows.Where(m => m.Standing == MemberStanding.Member || m.Standing == MemberStanding.Requested).ToListAsync();
        foreach (var found in ended.OrderBy(m => m.CommunityId.Value))
        {
            // The role counts that the member has once the community is locked: it may be the owner's by then.
            if (await db.LockAsync(db.Set<Community>().Where(c => c.Id == found.CommunityId && c.ClosedAt == null)) == 0
                || await db.Set<Membership>().SingleOrDefaultAsync(m => m.CommunityId == found.CommunityId && m.UserId == found.UserId) is not { } row)
            {
                continue;
            }

            if (row.Role != CommunityRole.Owner)
            {
                await MembershipChanges.DropAsync(db, row, now);
            }
            else if (isClosing || await db.Set<Membership>().AnyAsync(m =>
                m.CommunityId == row.CommunityId && m.Standing == MemberStanding.Member && m.UserId != row.UserId))
            {
                await MembershipChanges.DropAsync(db, row, now);
                await MembershipChanges.BequeathAsync(db, row.CommunityId, now);
            }
        }
    }
}

/// <summary>A block takes back the invitations between the two.</summary>
public sealed class BlockedInvitations : IReaction<BlockBegan>
{
    public Task ReactAsync(BlockBegan fact, GraphDb db, CancellationToken cancellationToken) => db.Set<Membership>()
        .Where(m => m.Standing == MemberStanding.Invited
            && ((m.UserId == fact.By && m.InvitedById == fact.Other) || (m.UserId == fact.Other && m.InvitedById == fact.By)))
        .ExecuteDeleteAsync(cancellationToken);
}

/// <summary>The communities of a user, for the copy of the user's data.</summary>
public sealed class CommunitiesData : IPersonalData
{
    public string Name => "communities";

    public async IAsyncEnumerable<object> ReadAsync(GraphDb db, UserId user)
    {
        var rows =
            from membership in db.Set<Membership>()
            join community in db.Set<Community>() on membership.CommunityId equals community.Id
            where membership.UserId == user && community.ClosedAt == null
                && (membership.Standing == MemberStanding.Member || membership.Standing == MemberStanding.Requested || membership.Standing == MemberStanding.Invited)
            orderby membership.Since
            select new { community.Name, membership.Standing, membership.Role, membership.Message, membership.Since };
        await foreach (var row in rows.AsAsyncEnumerable())
        {
            yield return new { row.Name, Standing = row.Standing.ToString(), Role = row.Role.ToString(), row.Message, row.Since };
        }
    }
}
