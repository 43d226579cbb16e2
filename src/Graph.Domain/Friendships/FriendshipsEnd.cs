using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Friendships;

/// <summary>
/// Ends the friendships and the open friend requests of an account that is closed. Later it erases what the user wrote in requests, and the
/// name that people keep who were blocked from the user.
/// </summary>
public sealed class FriendshipsEnd : IAccountEnd
{
    public async Task<IReadOnlyCollection<UserId>> OthersAsync(GraphDb db, UserId user) =>
        await db.Set<Friendship>().Where(f => f.OwnerId == user).Select(f => f.FriendId).ToListAsync();

    public async Task CloseAsync(GraphDb db, UserId user, DateTime now)
    {
        // All of them are locked, and there may be thousands: a few statements end them, and not some for each.
        var friends = await db.Set<Friendship>().Where(f => f.OwnerId == user).Select(f => f.FriendId).ToListAsync();
        await db.Set<Friendship>().Where(f => f.OwnerId == user).ExecuteDeleteAsync();
        await db.Set<Friendship>().Where(f => f.FriendId == user && friends.Contains(f.OwnerId)).ExecuteDeleteAsync();
        await db.Set<User>().Where(u => friends.Contains(u.Id)).ExecuteUpdateAsync(set => set.SetProperty(u => u.FriendCount, u => u.FriendCount - 1));
        await db.Set<User>().Where(u => u.Id == user).ExecuteUpdateAsync(set => set.SetProperty(u => u.FriendCount, u => u.FriendCount - friends.Count));
        db.Raise(new FriendshipsEnded(user, friends, now));
        await db.Set<FriendRequest>()
            .Where(r => (r.FromId == user || r.ToId == user) && r.Status == FriendRequestStatus.Pending)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.Status, FriendRequestStatus.Cancelled).SetProperty(r => r.AnsweredAt, now));
    }

    public async Task EraseAsync(GraphDb db, UserId user, DateTime now)
    {
        await db.Set<FriendRequest>().Where(r => r.FromId == user && r.Message != null)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.Message, (string?)null));
        await db.Set<Block>().Where(b => b.OtherId == user)
            .ExecuteUpdateAsync(set => set.SetProperty(b => b.OtherName, User.Pseudonym));
    }
}

/// <summary>The friends of a user, for the copy of the user's data.</summary>
public sealed class FriendsData : IPersonalData
{
    public string Name => "friends";

    public async IAsyncEnumerable<object> ReadAsync(GraphDb db, UserId user)
    {
        var rows =
            from friendship in db.Set<Friendship>()
            join friend in db.Set<User>() on friendship.FriendId equals friend.Id
            where friendship.OwnerId == user
            orderby friendship.Since
            select new { friend.Handle, friendship.Since, friendship.Alias, friendship.Tags };
        await foreach (var row in rows.AsAsyncEnumerable())
        {
            yield return row;
        }
    }
}

/// <summary>The people whom a user has blocked, for the copy of the user's data.</summary>
public sealed class BlocksData : IPersonalData
{
    public string Name => "blocked";

    public async IAsyncEnumerable<object> ReadAsync(GraphDb db, UserId user)
    {
        var rows =
            from block in db.Set<Block>()
            join other in db.Set<User>() on block.OtherId equals other.Id
            where block.OwnerId == user && block.ByOwner
            orderby block.Since
            select new { other.Handle, block.Since };
        await foreach (var row in rows.AsAsyncEnumerable())
        {
            yield return row;
        }
    }
}

/// <summary>The friend requests that a user sent and got, as far as the user sees them, for the copy of the user's data.</summary>
public sealed class FriendRequestsData(TimeProvider clock) : IPersonalData
{
    public string Name => "friendRequests";

    public async IAsyncEnumerable<object> ReadAsync(GraphDb db, UserId user)
    {
        var rows =
            from request in db.Set<FriendRequest>().Where(FriendRequest.VisibleTo(user, db))
            join sender in db.Set<User>() on request.FromId equals sender.Id
            join receiver in db.Set<User>() on request.ToId equals receiver.Id
            orderby request.SentAt
            select new { From = sender.Handle, To = receiver.Handle, Request = request };
        await foreach (var row in rows.AsAsyncEnumerable())
        {
            yield return new { row.From, row.To, row.Request.Message, Status = row.Request.StatusAt(clock.UtcNow()).ToString(), row.Request.SentAt };
        }
    }
}
