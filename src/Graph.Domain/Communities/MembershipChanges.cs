using Graph.Domain.Communities.Investing;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Communities;

/// <summary>Each change of a member, as part of a unit that has locked the community: the row, the count, and what is raised.</summary>
internal static class MembershipChanges
{
    /// <summary>Changes the standing of a user, who may have had none.</summary>
    public static Membership Placed(
        GraphDb db, TimeProvider clock, Membership? row, CommunityId id, UserId user, MemberStanding standing)
    {
        var now = clock.UtcNow();
        if (row is null)
        {
            row = new Membership
            {
                CommunityId = id,
                UserId = user,
                RequestId = new JoinRequestId(clock.NewGuid()),
                Standing = standing,
                Since = now,
            };
            db.Set<Membership>().Add(row);
        }

        (row.Standing, row.Since) = (standing, now);
        return row;
    }

    /// <summary>Counts a member who comes in. The user and the community are locked.</summary>
    public static async Task AdmitAsync(GraphDb db, Community community, Membership mine, UserId? acceptedBy, DateTime now)
    {
        var joined = await db.Set<Membership>().CountAsync(m => m.UserId == mine.UserId && m.Standing == MemberStanding.Member);
        CommunityGuards.RequireLimit(joined < Community.MaxJoined, Community.MaxJoined);
        var counted = await db.Set<Community>()
            .Where(c => c.Id == community.Id && c.MemberCount < Community.MaxMembers)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.MemberCount, c => c.MemberCount + 1));
        CommunityGuards.RequireLimit(counted == 1, Community.MaxMembers);
        db.Raise(new CommunityJoined(community, mine.UserId, mine.Visibility, acceptedBy, now));
    }

    /// <summary>Removes the row of a user, whatever the standing is. The community is locked.</summary>
    public static async Task DropAsync(GraphDb db, Membership row, DateTime now)
    {
        await db.Set<Membership>().Where(m => m.CommunityId == row.CommunityId && m.UserId == row.UserId).ExecuteDeleteAsync();
        await EndAsync(db, row, now);
    }

    /// <summary>Ends what a user was to a community: a member is counted no more, and a request is closed.</summary>
    public static async Task EndAsync(GraphDb db, Membership row, DateTime now)
    {
        if (row.Standing == MemberStanding.Member)
        {
            await db.Set<Community>().Where(c => c.Id == row.CommunityId)
                .ExecuteUpdateAsync(set => set.SetProperty(c => c.MemberCount, c => c.MemberCount - 1));
        }

        db.Raise(new CommunityLeft(row.CommunityId, row.UserId, now));
        if (row.Standing == MemberStanding.Requested)
        {
            db.Raise(new JoinRequestClosed(row.RequestId, now));
        }
    }

    /// <summary>
    /// Gives a community whose owner has gone to the moderator, or else to the member, who is in it for the longest time. Without
    /// any, the community ends.
    /// </summary>
    public static async Task BequeathAsync(GraphDb db, CommunityId id, DateTime now)
    {
        var heir = await db.Set<Membership>()
            .Where(m => m.CommunityId == id && m.Standing == MemberStanding.Member)
            .OrderByDescending(m => m.Role)
            .ThenBy(m => m.Since)
            .Select(m => (UserId?)m.UserId)
            .FirstOrDefaultAsync();
        if (heir is not { } owner)
        {
            await CloseAsync(db, id, now);
            return;
        }

        await GiveAsync(db, id, owner, CommunityRole.Owner);
        db.Raise(new CommunityRoleChanged(id, owner, owner, CommunityRole.Owner, now));
    }

    /// <summary>Gives a member a role. The community is locked.</summary>
    public static Task GiveAsync(GraphDb db, CommunityId id, UserId user, CommunityRole role) => db.Set<Membership>()
        .Where(m => m.CommunityId == id && m.UserId == user)
        .ExecuteUpdateAsync(set => set.SetProperty(m => m.Role, role));

    private static async Task CloseAsync(GraphDb db, CommunityId id, DateTime now)
    {
        await db.Set<Community>().Where(c => c.Id == id).ExecuteUpdateAsync(set => set.SetProperty(c => c.ClosedAt, now));
        await CommunityInvestments.ForgetAsync(db, id);
        db.Raise(new CommunityClosed(id, now));
    }
}
