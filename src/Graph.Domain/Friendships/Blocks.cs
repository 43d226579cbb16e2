using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Friendships;

/// <summary>
/// Hides two users from each other everywhere, except in money matters that they share. Neither is notified. A
/// friendship and open friend requests between them end silently.
/// </summary>
public sealed class Blocks(Units units, TimeProvider clock)
{
    public Task<UserId> BlockAsync(UserId by, UserId other)
    {
        new Validation().Check(by != other, "You cannot block yourself.", "user").ThrowIfAny();
        return units.WriteAsync(async db =>
        {
            var now = clock.UtcNow();
            await Friends.LockAsync(db, by, other);
            var sides = await SidesAsync(db, by, other);
            var mine = sides.SingleOrDefault(b => b.OwnerId == by);
            // A user who has blocked this one looks as if they did not exist, as one who has closed the account does. So
            // neither can be blocked.
            var isKnown = mine is null ? await db.UsersFor(by).AnyAsync(u => u.Id == other) : mine.ByOwner;
            if (!isKnown)
            {
                throw new DomainException(new NotFoundError("user"));
            }

            if (mine is null)
            {
                var people = await db.Set<User>().Where(u => u.Id == by || u.Id == other).ToDictionaryAsync(u => u.Id);
                mine = Block.Between(by, people[other], now);
                db.Set<Block>().AddRange(mine, Block.Between(other, people[by], now));
                await Friends.EndAsync(db, by, other, now);
                await CloseRequestsAsync(db, by, other, now);
                db.Raise(new BlockBegan(by, other, now));
            }

            mine.Want(now);
            return other;
        });
    }

    /// <summary>
    /// Ends a block. The friendship does not come back. Unblocking a user who is not blocked changes nothing.
    /// </summary>
    public Task<UserId> UnblockAsync(UserId by, UserId other) => units.WriteAsync(async db =>
    {
        await Friends.LockAsync(db, by, other);
        var sides = await SidesAsync(db, by, other);
        var mine = sides.SingleOrDefault(b => b.OwnerId == by);
        if (mine is not { ByOwner: true })
        {
            return await db.UsersFor(by).AnyAsync(u => u.Id == other) ? other : throw new DomainException(new NotFoundError("user"));
        }

        mine.Unwant();
        if (sides.All(side => !side.ByOwner))
        {
            db.Set<Block>().RemoveRange(sides);
        }

        return other;
    });

    private static Task<List<Block>> SidesAsync(GraphDb db, UserId one, UserId other) => db.Set<Block>().AsTracking()
        .Where(b => (b.OwnerId == one && b.OtherId == other) || (b.OwnerId == other && b.OtherId == one))
        .ToListAsync();

    private static async Task CloseRequestsAsync(GraphDb db, UserId by, UserId other, DateTime now)
    {
        await Close(by, other, FriendRequestStatus.Cancelled);
        await Close(other, by, FriendRequestStatus.Declined);

        Task Close(UserId from, UserId to, FriendRequestStatus status) => db.Set<FriendRequest>()
            .Where(r => r.FromId == from && r.ToId == to && r.Status == FriendRequestStatus.Pending)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.Status, status).SetProperty(r => r.AnsweredAt, now));
    }
}
