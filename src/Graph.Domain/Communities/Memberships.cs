using Graph.Domain.Friendships;
using Graph.Domain.Ledger.Limits;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
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
            await db.LockOpenAccountAsync(user);
            await CommunityGuards.LockAsync(db, id);
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
            if (await IsRemovedAsync(db, id, user, mine)
                || (isAsked && await WasDeclinedAsync(db, id, user, since: now - AskAgainAfter)))
            {
                throw new DomainException(new NotAdmittedError());
            }

            if (isAsked && mine?.Standing == MemberStanding.Requested)
            {
                return id;
            }

            if (mine?.Standing == MemberStanding.Requested)
            {
                // The community takes in everybody by now, so that nobody has to answer the request.
                db.Raise(new JoinRequestClosed(mine.RequestId, now));
            }

            mine = MembershipChanges.Placed(db, clock, mine, id, user, isAsked ? MemberStanding.Requested : MemberStanding.Member);
            (mine.Message, mine.Visibility) = (message, visibility ?? person.DefaultVisibility);
            if (isAsked)
            {
                db.Raise(new JoinRequested(mine, await ModeratorsAsync(db, id), now));
            }
            else
            {
                await MembershipChanges.AdmitAsync(db, community, mine, acceptedBy: null, now);
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
        await CommunityGuards.LockAsync(db, id);
        var mine = await db.Set<Membership>().SingleOrDefaultAsync(m => m.CommunityId == id && m.UserId == user);

        // A person can take a request to join back, even if the community has become one for invited people since.
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

        await MembershipChanges.DropAsync(db, mine, now);
        if (mine.Role == CommunityRole.Owner)
        {
            await MembershipChanges.BequeathAsync(db, id, now);
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
        await CommunityGuards.LockAsync(db, found.CommunityId, "request");
        await CommunityGuards.RequireRoleAsync(db, moderator, found.CommunityId, CommunityRole.Moderator, "request");
        var mine = await asked.SingleOrDefaultAsync() ?? throw new DomainException(new NotFoundError("request"));
        var community = await db.Set<Community>().SingleAsync(c => c.Id == found.CommunityId);
        db.Raise(new JoinRequestClosed(request, now));
        (mine.Standing, mine.Since) = (accept ? MemberStanding.Member : MemberStanding.Declined, now);
        if (accept)
        {
            await MembershipChanges.AdmitAsync(db, community, mine, moderator, now);
        }

        return community.Id;
    });

    /// <summary>
    /// Returns whether a moderator removed the person, with this or another account. An invitation that came after that lets the person in
    /// again; members who do not moderate cannot write one.
    /// </summary>
    private static Task<bool> IsRemovedAsync(GraphDb db, CommunityId id, UserId user, Membership? mine)
    {
        var invitedAt = mine?.Standing == MemberStanding.Invited ? mine.Since : DateTime.MinValue;
        return db.Set<Membership>().AnyAsync(m => m.CommunityId == id && m.Standing == MemberStanding.Removed && m.Since > invitedAt
            && PersonOf.Accounts(db, user).Any(u => u.Id == m.UserId));
    }

    /// <summary>Returns whether a request of the person, with this or another account, was declined since a time.</summary>
    private static Task<bool> WasDeclinedAsync(GraphDb db, CommunityId id, UserId user, DateTime since) =>
        db.Set<Membership>().AnyAsync(m => m.CommunityId == id && m.Standing == MemberStanding.Declined && m.Since > since
            && PersonOf.Accounts(db, user).Any(u => u.Id == m.UserId));

    private static Task<List<UserId>> ModeratorsAsync(GraphDb db, CommunityId id) => db.Set<Membership>()
        .Where(m => m.CommunityId == id && m.Standing == MemberStanding.Member && m.Role >= CommunityRole.Moderator)
        .Select(m => m.UserId)
        .ToListAsync();
}
