using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Communities;

/// <summary>What has to hold before a community or its members are changed.</summary>
internal static class CommunityGuards
{
    /// <summary>Waits for others who change the members of a community, and sees what they wrote.</summary>
    public static async Task LockAsync(GraphDb db, CommunityId id, params string[] path)
    {
        if (await db.LockAsync(db.Set<Community>().Where(c => c.Id == id && c.ClosedAt == null)) == 0)
        {
            throw new DomainException(new NotFoundError(path.Length == 0 ? ["community"] : path));
        }
    }

    /// <summary>
    /// Requires a role. What the actor may not see does not exist: that is the community, or what was named by the path.
    /// </summary>
    public static async Task<CommunityRole> RequireRoleAsync(
        GraphDb db, UserId actor, CommunityId id, CommunityRole needed, params string[] path)
    {
        var role = await db.Set<Membership>()
            .Where(m => m.CommunityId == id && m.UserId == actor && m.Standing == MemberStanding.Member)
            .Select(m => (CommunityRole?)m.Role)
            .SingleOrDefaultAsync();
        var isVisible = path.Length == 0
            && (role is not null || await db.Set<Community>().Where(Community.VisibleTo(actor, db)).AnyAsync(c => c.Id == id));
        return role >= needed ? role.Value
            : isVisible ? throw new DomainException(new CommunityRoleRequiredError(needed))
            : throw new DomainException(new NotFoundError(path.Length == 0 ? ["community"] : path));
    }

    /// <summary>How many communities a person owns, over all accounts.</summary>
    public static Task<int> OwnedAsync(GraphDb db, UserId user) => db.Set<Membership>()
        .CountAsync(m => m.Role == CommunityRole.Owner && PersonOf.Accounts(db, user).Any(u => u.Id == m.UserId));

    /// <summary>Requires that a limit of communities is not reached yet.</summary>
    public static void RequireLimit(bool holds, int limit)
    {
        if (!holds)
        {
            throw new DomainException(new CommunityLimitError(limit));
        }
    }
}
