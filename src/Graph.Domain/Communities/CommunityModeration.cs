using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Communities;

/// <summary>What members, moderators and owners do with the members of a community.</summary>
public sealed class CommunityModeration(Units units, Throttle throttle, TimeProvider clock)
{
    public const int MaxInvitedAtOnce = 20;

    private const int InvitationsPerDay = 50;
    private const int RolesPerHour = 60;
    private const int RemovalsPerHour = 60;

    /// <summary>
    /// Invites friends. In an OPEN community all members may invite; in others only the owner and the moderators. A person who was
    /// removed or declined can be invited only by the owner or a moderator. Nothing changes for friends who are members already,
    /// have asked to join, or were invited before.
    /// </summary>
    public async Task<CommunityId> InviteAsync(UserId actor, CommunityId id, IReadOnlyList<UserId> friends, string? message)
    {
        var check = new Validation();
        message = check.Words(TextKind.Message, message, "message");
        check
            .Check(friends.Count is > 0 and <= MaxInvitedAtOnce && friends.Distinct().Count() == friends.Count,
                "Choose 1 to 20 friends, each of them once.", "users")
            .Check(!friends.Contains(actor), "You cannot invite yourself.", "users")
            .ThrowIfAny();
        await throttle.CountAsync("invitations", actor, InvitationsPerDay, TimeSpan.FromDays(1));
        return await units.WriteAsync(async db =>
        {
            var now = clock.UtcNow();

            // A block locks both people, so that it either is seen here or ends the invitation.
            await db.LockOpenAccountAsync(actor);
            await CommunityGuards.LockAsync(db, id);
            var admission = await db.Set<Community>().Where(c => c.Id == id).Select(c => c.Admission).SingleAsync();
            var role = await CommunityGuards.RequireRoleAsync(
                db, actor, id, admission == Admission.Open ? CommunityRole.Member : CommunityRole.Moderator);
            await FriendPolicy.RequireAsync(db, actor, friends, index => ["users", $"{index}"]);
            var known = await db.Set<Membership>().AsTracking()
                .Where(m => m.CommunityId == id && friends.Contains(m.UserId))
                .ToDictionaryAsync(m => m.UserId);
            var removed = await RemovedAsync(db, id, friends);
            var invited = new List<UserId>();
            foreach (var friend in friends)
            {
                var row = known.GetValueOrDefault(friend);
                if (row is null or { Standing: MemberStanding.Declined or MemberStanding.Removed }
                    && (role >= CommunityRole.Moderator || (row is null && !removed.Contains(friend))))
                {
                    MembershipChanges.Placed(db, clock, row, id, friend, MemberStanding.Invited).InvitedById = actor;
                    invited.Add(friend);
                }
            }

            if (invited.Count > 0)
            {
                db.Raise(new CommunityInvited(id, actor, invited, message, now));
            }

            return id;
        });
    }

    /// <summary>Finds those of some users whom the community removed, with the same or another account of the person.</summary>
    private static async Task<HashSet<UserId>> RemovedAsync(GraphDb db, CommunityId id, IReadOnlyList<UserId> users)
    {
        var removed =
            from membership in db.Set<Membership>()
            join account in db.Set<User>() on membership.UserId equals account.Id
            where membership.CommunityId == id && membership.Standing == MemberStanding.Removed
            select account;
        return [.. await db.Set<User>()
            .Where(u => users.Contains(u.Id) && removed.Any(r => r.Id == u.Id || (r.PersonId != null && r.PersonId == u.PersonId)))
            .Select(u => u.Id)
            .ToListAsync()];
    }

    /// <summary>
    /// Removes a member with a lower role, whether or not a block lies between the two. The person comes back only by an
    /// invitation of a moderator. Somebody who has left, asks to join, was invited or never came is kept out in the same way.
    /// </summary>
    public async Task<CommunityId> RemoveAsync(UserId actor, CommunityId id, UserId user)
    {
        await throttle.CountAsync("removed members", actor, RemovalsPerHour, TimeSpan.FromHours(1));
        return await units.WriteAsync(db => RemoveAsync(db, actor, id, user));
    }

    private async Task<CommunityId> RemoveAsync(GraphDb db, UserId actor, CommunityId id, UserId user)
    {
        var now = clock.UtcNow();
        await db.LockAsync(db.Set<User>().Where(u => u.Id == user));
        await CommunityGuards.LockAsync(db, id);
        var role = await CommunityGuards.RequireRoleAsync(db, actor, id, CommunityRole.Moderator);
        var row = await TheirsAsync(db, actor, id, user);
        if (row is { Standing: MemberStanding.Removed })
        {
            return id;
        }

        await Restrictions.RequireActiveAsync(db, actor, now);

        // The answer depends on this account alone. Otherwise it would tell a moderator whose other accounts there are.
        if (row is { Standing: MemberStanding.Member } && row.Role >= role)
        {
            throw new DomainException(new CommunityRoleRequiredError(CommunityRole.Owner));
        }

        if (await PersonOf.Accounts(db, user).AnyAsync(u => db.Set<Membership>().Any(m =>
            m.CommunityId == id && m.UserId == u.Id && m.Standing == MemberStanding.Member && m.Role >= role)))
        {
            // The person is kept out with all accounts, and nobody keeps out a person of the same or a higher role. The account leaves.
            if (row is not null)
            {
                await MembershipChanges.DropAsync(db, row, now);
            }

            return id;
        }

        if (row is not null)
        {
            await MembershipChanges.EndAsync(db, row, now);
        }

        MembershipChanges.Placed(db, clock, row, id, user, MemberStanding.Removed).Role = CommunityRole.Member;
        return id;
    }

    /// <summary>
    /// Gives a member another role, whether or not a block lies between the two. Only the owner may. The one who becomes
    /// the owner takes the place of the present owner, who is a moderator then.
    /// </summary>
    public async Task<CommunityId> SetRoleAsync(UserId actor, CommunityId id, UserId user, CommunityRole role)
    {
        await throttle.CountAsync("changes of roles", actor, RolesPerHour, TimeSpan.FromHours(1));
        return await units.WriteAsync(db => SetRoleAsync(db, actor, id, user, role));
    }

    private async Task<CommunityId> SetRoleAsync(GraphDb db, UserId actor, CommunityId id, UserId user, CommunityRole role)
    {
        if (role == CommunityRole.Owner)
        {
            // How many communities somebody owns is counted while the person is locked, and people are locked before communities.
            await PersonOf.LockAsync(db, user);
            await db.LockAsync(db.Set<User>().Where(u => u.Id == user));
        }

        await CommunityGuards.LockAsync(db, id);
        await CommunityGuards.RequireRoleAsync(db, actor, id, CommunityRole.Owner);
        if (await TheirsAsync(db, actor, id, user) is not { Standing: MemberStanding.Member } row)
        {
            throw new DomainException(new NotFoundError("user"));
        }

        new Validation().Check(user != actor || role == CommunityRole.Owner, "Give the role OWNER to somebody else first.", "role").ThrowIfAny();
        if (row.Role == role)
        {
            return id;
        }

        await Restrictions.RequireActiveAsync(db, actor, clock.UtcNow());
        if (role != CommunityRole.Member)
        {
            // The present owner becomes a moderator when another member becomes the owner.
            var moderators = await db.Set<Membership>().CountAsync(m => m.CommunityId == id && m.UserId != user && m.Role == CommunityRole.Moderator);
            CommunityGuards.RequireLimit(moderators < Community.MaxModerators, Community.MaxModerators);
        }

        if (role == CommunityRole.Owner)
        {
            CommunityGuards.RequireLimit(await CommunityGuards.OwnedAsync(db, user) < Community.MaxOwned, Community.MaxOwned);

            // A unique key holds that there is one owner, so that the present one steps down first.
            await MembershipChanges.GiveAsync(db, id, actor, CommunityRole.Moderator);
        }

        await MembershipChanges.GiveAsync(db, id, user, role);
        db.Raise(new CommunityRoleChanged(id, actor, user, role, clock.UtcNow()));
        return id;
    }

    /// <summary>
    /// Finds what a user is to the community. Members and people who were removed are found also behind a block. Other users whom a
    /// block hides do not exist.
    /// </summary>
    private static async Task<Membership?> TheirsAsync(GraphDb db, UserId actor, CommunityId id, UserId user)
    {
        var row = await db.Set<Membership>().AsTracking().SingleOrDefaultAsync(m => m.CommunityId == id && m.UserId == user);
        return row is { Standing: MemberStanding.Member or MemberStanding.Removed } || await db.UsersFor(actor).AnyAsync(u => u.Id == user)
            ? row
            : throw new DomainException(new NotFoundError("user"));
    }
}
