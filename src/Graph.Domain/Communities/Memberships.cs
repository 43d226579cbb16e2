using Graph.Domain.Friendships;
using Graph.Domain.Ledger.Limits;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Communities;

/// <summary>
/// Lets people into communities and out of them. Each unit locks the user who comes or goes, and then the community, so
/// that the counts are exact and limits hold.
/// </summary>
public sealed class Memberships(Units units, Throttle throttle, TimeProvider clock)
{
    /// <summary>After how long a user may ask again whose request was declined.</summary>
    public static readonly TimeSpan AskAgainAfter = TimeSpan.FromDays(30);

    private const int JoinsPerHour = 60;

    /// <summary>
    /// Joins, or asks to join where that is needed. Joining again, or asking again while the request waits, changes nothing.
    /// </summary>
    /// <param name="user">Who joins.</param>
    /// <param name="id">The community.</param>
    /// <param name="message">A message to those who answer a request.</param>
    /// <param name="visibility">The people whose feeds tell that the user joined; null for the user's default visibility.</param>
    public async Task<CommunityId> JoinAsync(UserId user, CommunityId id, string? message = null, Visibility? visibility = null)
    {
        var check = new Validation();
        message = check.Words(TextKind.Message, message, "message");
        check.ThrowIfAny();
        await throttle.CountAsync("attempts to join", user, JoinsPerHour, TimeSpan.FromHours(1));
        return await units.WriteAsync(async db =>
        {
            var now = clock.UtcNow();
            await db.LockAsync(db.Set<User>().Where(u => u.Id == user));
            await LockAsync(db, id);
            var community = await db.Set<Community>().Where(Community.VisibleTo(user, db)).SingleOrDefaultAsync(c => c.Id == id)
                ?? throw new DomainException(new NotFoundError("community"));
            var mine = await db.Set<Membership>().AsTracking().SingleOrDefaultAsync(m => m.CommunityId == id && m.UserId == user);
            if (mine?.Standing == MemberStanding.Member)
            {
                return id;
            }

            var person = await db.Set<User>().Where(u => u.Id == user).Select(u => new { u.Level, u.DefaultVisibility }).SingleAsync();
            await RequiredLevel.RequireAsync(db, user, person.Level, community.RequiredLevel);
            var isAsked = community.Admission == Admission.OnRequest && mine?.Standing != MemberStanding.Invited;
            if (mine?.Standing == MemberStanding.Removed
                || (isAsked && mine is { Standing: MemberStanding.Declined } declined && declined.Since + AskAgainAfter > now))
            {
                throw new DomainException(new NotAdmittedError());
            }

            if (isAsked && mine?.Standing == MemberStanding.Requested)
            {
                return id;
            }

            mine = Placed(db, mine, id, user, isAsked ? MemberStanding.Requested : MemberStanding.Member, now);
            (mine.Message, mine.Visibility) = (message, visibility ?? person.DefaultVisibility);
            if (isAsked)
            {
                db.Raise(new JoinRequested(mine, await ModeratorsAsync(db, id), now));
            }
            else
            {
                await AdmitAsync(db, community, mine, acceptedBy: null, now);
            }

            return id;
        });
    }

    /// <summary>
    /// Leaves, takes a request back, or declines an invitation. The last member who leaves ends the community. An owner who cannot
    /// hand over, because blocks hide all other members, leaves it to one of them. Leaving again changes nothing.
    /// </summary>
    public Task<CommunityId> LeaveAsync(UserId user, CommunityId id) => units.WriteAsync(async db =>
    {
        var now = clock.UtcNow();
        await db.LockAsync(db.Set<User>().Where(u => u.Id == user));
        await LockAsync(db, id);
        var mine = await db.Set<Membership>().SingleOrDefaultAsync(m => m.CommunityId == id && m.UserId == user);

        // Who asked can take that back, also when the community takes people in by invitation only by now.
        if (mine?.Standing != MemberStanding.Requested && !await db.Set<Community>().Where(Community.VisibleTo(user, db)).AnyAsync(c => c.Id == id))
        {
            throw new DomainException(new NotFoundError("community"));
        }

        if (mine is null or { Standing: MemberStanding.Declined or MemberStanding.Removed })
        {
            return id;
        }

        var others = db.Set<Membership>().Where(m => m.CommunityId == id && m.Standing == MemberStanding.Member && m.UserId != user);
        if (mine.Role == CommunityRole.Owner && await others.AnyAsync(m => db.UsersFor(user).Any(u => u.Id == m.UserId)))
        {
            throw new DomainException(new OwnerMustHandOverError());
        }

        await DropAsync(db, mine, now);
        if (mine.Role == CommunityRole.Owner)
        {
            await BequeathAsync(db, id, now);
        }

        return id;
    });

    /// <summary>Answers a request to join. It needs the role of a moderator.</summary>
    public Task<CommunityId> AnswerAsync(UserId moderator, JoinRequestId request, bool accept) => units.WriteAsync(async db =>
    {
        var now = clock.UtcNow();
        var asked = db.Set<Membership>().AsTracking().Where(m => m.RequestId == request && m.Standing == MemberStanding.Requested
            && db.UsersFor(moderator).Any(u => u.Id == m.UserId));
        var found = await asked.AsNoTracking().SingleOrDefaultAsync() ?? throw new DomainException(new NotFoundError("request"));
        await db.LockAsync(db.Set<User>().Where(u => u.Id == found.UserId));
        await LockAsync(db, found.CommunityId, "request");
        await RequireRoleAsync(db, moderator, found.CommunityId, CommunityRole.Moderator, "request");
        var mine = await asked.SingleOrDefaultAsync() ?? throw new DomainException(new NotFoundError("request"));
        var community = await db.Set<Community>().SingleAsync(c => c.Id == found.CommunityId);
        db.Raise(new JoinRequestClosed(request, now));
        (mine.Standing, mine.Since) = (accept ? MemberStanding.Member : MemberStanding.Declined, now);
        if (accept)
        {
            await AdmitAsync(db, community, mine, moderator, now);
        }

        return community.Id;
    });

    /// <summary>Waits for others who change the members of a community, and sees what they wrote.</summary>
    internal static async Task LockAsync(GraphDb db, CommunityId id, params string[] path)
    {
        if (await db.LockAsync(db.Set<Community>().Where(c => c.Id == id && c.ClosedAt == null)) == 0)
        {
            throw new DomainException(new NotFoundError(path.Length == 0 ? ["community"] : path));
        }
    }

    /// <summary>
    /// Requires a role. What the actor may not see does not exist: that is the community, or what was named by the path.
    /// </summary>
    internal static async Task<CommunityRole> RequireRoleAsync(
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

    /// <summary>Changes the standing of a user, who may have had none.</summary>
    internal Membership Placed(GraphDb db, Membership? row, CommunityId id, UserId user, MemberStanding standing, DateTime now)
    {
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

    internal static void Require(bool holds, int limit)
    {
        if (!holds)
        {
            throw new DomainException(new CommunityLimitError(limit));
        }
    }

    /// <summary>Counts a member who comes in. The user and the community are locked.</summary>
    private static async Task AdmitAsync(GraphDb db, Community community, Membership mine, UserId? acceptedBy, DateTime now)
    {
        var joined = await db.Set<Membership>().CountAsync(m => m.UserId == mine.UserId && m.Standing == MemberStanding.Member);
        Require(joined < Community.MaxJoined, Community.MaxJoined);
        var counted = await db.Set<Community>()
            .Where(c => c.Id == community.Id && c.MemberCount < Community.MaxMembers)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.MemberCount, c => c.MemberCount + 1));
        Require(counted == 1, Community.MaxMembers);
        db.Raise(new CommunityJoined(community, mine.UserId, mine.Visibility, acceptedBy, now));
    }

    /// <summary>Removes the row of a user, whatever the standing is. The community is locked.</summary>
    internal static async Task DropAsync(GraphDb db, Membership row, DateTime now)
    {
        await db.Set<Membership>().Where(m => m.CommunityId == row.CommunityId && m.UserId == row.UserId).ExecuteDeleteAsync();
        await UncountAsync(db, row, now);
        if (row.Standing == MemberStanding.Requested)
        {
            db.Raise(new JoinRequestClosed(row.RequestId, now));
        }
    }

    /// <summary>Counts a member who goes.</summary>
    internal static async Task UncountAsync(GraphDb db, Membership row, DateTime now)
    {
        if (row.Standing == MemberStanding.Member)
        {
            await db.Set<Community>().Where(c => c.Id == row.CommunityId)
                .ExecuteUpdateAsync(set => set.SetProperty(c => c.MemberCount, c => c.MemberCount - 1));
        }

        db.Raise(new CommunityLeft(row.CommunityId, row.UserId, now));
    }

    /// <summary>
    /// Gives a community whose owner has gone to the moderator, or else to the member, who is in it for the longest time. Without
    /// any, the community ends.
    /// </summary>
    internal static async Task BequeathAsync(GraphDb db, CommunityId id, DateTime now)
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

        await CommunityModeration.GiveAsync(db, id, owner, CommunityRole.Owner);
        db.Raise(new CommunityRoleChanged(id, owner, owner, CommunityRole.Owner, now));
    }

    private static async Task CloseAsync(GraphDb db, CommunityId id, DateTime now)
    {
        await db.Set<Community>().Where(c => c.Id == id).ExecuteUpdateAsync(set => set.SetProperty(c => c.ClosedAt, now));
        db.Raise(new CommunityClosed(id, now));
    }

    private static Task<List<UserId>> ModeratorsAsync(GraphDb db, CommunityId id) => db.Set<Membership>()
        .Where(m => m.CommunityId == id && m.Standing == MemberStanding.Member && m.Role >= CommunityRole.Moderator)
        .Select(m => m.UserId)
        .ToListAsync();
}
