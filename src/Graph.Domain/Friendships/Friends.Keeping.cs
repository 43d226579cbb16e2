using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Friendships;

// Changing and ending an existing friendship.
public sealed partial class Friends
{
    /// <summary>Changes the owner's notes about a friend, and whether the friend sees the owner's real name.</summary>
    public Task<FriendshipId> ChangeAsync(UserId owner, UserId friend, FriendChange change)
    {
        var check = new Validation();
        change = change with
        {
            Alias = check.Change(TextKind.Alias, change.Alias, "alias"),
            Tags = change.Tags?.Select(tag => check.Text(TextKind.Tag, tag, "tags")).ToList(),
        };
        check
            .Check(change.Tags is null or { Count: <= Friendship.MaxTags }, "A friend has at most 10 tags.", "tags")
            .ThrowIfAny();
        return units.WriteAsync(async db =>
        {
            var mine = await db.Set<Friendship>().AsTracking().SingleOrDefaultAsync(f => f.OwnerId == owner && f.FriendId == friend)
                ?? throw new DomainException(new NotFoundError("user"));
            mine.Change(change);
            return mine.Id;
        });
    }

    /// <summary>
    /// Ends a friendship for both users. The other user is not notified. Removing a user who is not a friend changes
    /// nothing.
    /// </summary>
    public Task<UserId> RemoveAsync(UserId by, UserId other) => units.WriteAsync(async db =>
    {
        await LockAsync(db, by, other);
        if (!await db.UsersFor(by).AnyAsync(u => u.Id == other))
        {
            throw new DomainException(new NotFoundError("user"));
        }

        await EndAsync(db, by, other, clock.UtcNow());
        return other;
    });

    /// <summary>
    /// Deletes both sides of the friendship and lowers both counts. The rows of both users must be locked before.
    /// </summary>
    internal static async Task EndAsync(GraphDb db, UserId one, UserId other, DateTime now)
    {
        var ended = await db.Set<Friendship>()
            .Where(f => (f.OwnerId == one && f.FriendId == other) || (f.OwnerId == other && f.FriendId == one))
            .ExecuteDeleteAsync();
        if (ended == 0)
        {
            return;
        }

        foreach (var user in new[] { one, other }.OrderBy(id => id.Value))
        {
            await db.Set<User>()
                .Where(u => u.Id == user)
                .ExecuteUpdateAsync(set => set.SetProperty(u => u.FriendCount, u => u.FriendCount - 1));
        }

        db.Raise(new FriendshipsEnded(one, [other], now));
    }
}
