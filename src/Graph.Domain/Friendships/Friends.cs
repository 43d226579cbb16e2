using System.Linq.Expressions;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Friendships;

/// <summary>The result of sending a request: the open request, and the friendship if two requests crossed.</summary>
public sealed record RequestSent(FriendRequestId Request, FriendshipId? Friendship);

/// <summary>Handles friend requests and their answers.</summary>
public sealed partial class Friends(Units units, Throttle throttle, TimeProvider clock)
{
    /// <summary>Each request is a notification with words of the sender, so a user cannot send any number of them.</summary>
    private const int RequestsPerDay = 200;

    /// <summary>
    /// Sends a friend request. If one is open already, that one is returned. If the other user has sent one, the two
    /// become friends at once.
    /// </summary>
    /// <exception cref="DomainException">
    /// <see cref="TooOftenError"/> when the user has sent 200 requests within a day; the other refusals of
    /// `sendFriendRequest`.
    /// </exception>
    public async Task<RequestSent> SendRequestAsync(UserId from, UserId to, string? message)
    {
        var check = new Validation();
        message = check.Words(TextKind.Message, message, "message");
        check.Check(from != to, "You cannot be your own friend.", "user").ThrowIfAny();
        await throttle.CountAsync("friend requests", from, RequestsPerDay, TimeSpan.FromDays(1));
        return await units.WriteAsync(async db =>
        {
            var now = clock.UtcNow();
            await LockAsync(db, from, to);
            await db.LockOpenAccountAsync(from);
            if (!await db.UsersFor(from).AnyAsync(u => u.Id == to))
            {
                throw new DomainException(new NotFoundError("user"));
            }

            if (await db.Set<Friendship>().AnyAsync(f => f.OwnerId == from && f.FriendId == to))
            {
                throw new DomainException(new AlreadyFriendsError());
            }

            if (await OpenRequestAsync(db, to, from, now) is { } crossing)
            {
                crossing.Answer(accept: true, now);
                var friendship = await BeginAsync(db, from, to, crossing.Id, now);
                return new RequestSent(crossing.Id, friendship);
            }

            var request = await OpenRequestAsync(db, from, to, now);
            if (request is null)
            {
                request = FriendRequest.Send(new FriendRequestId(clock.NewGuid()), from, to, message, now);
                db.Set<FriendRequest>().Add(request);
                db.Raise(new FriendRequestSent(request));
            }

            return new RequestSent(request.Id, null);
        });
    }

    public Task<FriendRequestId> AnswerRequestAsync(UserId by, FriendRequestId id, bool accept) => units.WriteAsync(async db =>
    {
        var now = clock.UtcNow();
        var request = await FindRequestAsync(db, by, id, r => r.ToId == by);
        request.Answer(accept, now);
        if (accept)
        {
            await BeginAsync(db, by, request.FromId, request.Id, now);
        }

        return request.Id;
    });

    public Task<FriendRequestId> CancelRequestAsync(UserId by, FriendRequestId id) => units.WriteAsync(async db =>
    {
        var request = await FindRequestAsync(db, by, id, r => r.FromId == by);
        var now = clock.UtcNow();
        request.Cancel(now);
        db.Raise(new FriendRequestCancelled(request.Id, now));
        return request.Id;
    });

    /// <summary>
    /// Reads the request again after both users are locked, because it may have been answered, or a block may have
    /// been added, in between.
    /// </summary>
    private static async Task<FriendRequest> FindRequestAsync(
        GraphDb db, UserId by, FriendRequestId id, Expression<Func<FriendRequest, bool>> isMine)
    {
        var mine = db.Set<FriendRequest>().Where(r => r.Id == id).Where(isMine);
        var found = await mine.SingleOrDefaultAsync() ?? throw new DomainException(new NotFoundError("request"));
        await LockAsync(db, found.FromId, found.ToId);
        return await mine.AsTracking().Where(FriendRequest.VisibleTo(by, db)).SingleOrDefaultAsync()
            ?? throw new DomainException(new NotFoundError("request"));
    }

    /// <summary>
    /// Locks both users in a fixed order. Other changes between the same two users wait, so requests that cross at the
    /// same moment see each other.
    /// </summary>
    internal static Task LockAsync(GraphDb db, UserId one, UserId other) => AccountLocks.LockUsersAsync(db, [one, other]);

    private static async Task<FriendRequest?> OpenRequestAsync(GraphDb db, UserId from, UserId to, DateTime now)
    {
        var request = await db.Set<FriendRequest>().AsTracking().SingleOrDefaultAsync(
            r => r.FromId == from && r.ToId == to && r.Status == FriendRequestStatus.Pending);
        if (request?.StatusAt(now) != FriendRequestStatus.Expired)
        {
            return request;
        }

        request.Expire(now);
        await db.SaveChangesAsync();
        return null;
    }

    /// <summary>
    /// Adds both sides of the friendship and raises both counts. Returns the side of the user who accepted.
    /// </summary>
    private async Task<FriendshipId> BeginAsync(GraphDb db, UserId by, UserId with, FriendRequestId request, DateTime now)
    {
        await CountAsync(db, by, with);
        var mine = Friendship.Begin(new FriendshipId(clock.NewGuid()), by, with, now);
        db.Set<Friendship>().AddRange(mine, Friendship.Begin(new FriendshipId(clock.NewGuid()), with, by, now));
        db.Raise(new FriendshipBegan(by, with, request, now));
        return mine.Id;
    }

    /// <summary>
    /// Raises both counts, in a fixed order. The check and the change are a single statement, so that the limit cannot
    /// be exceeded by requests at the same time.
    /// </summary>
    private static async Task CountAsync(GraphDb db, UserId one, UserId other)
    {
        foreach (var user in new[] { one, other }.OrderBy(id => id.Value))
        {
            var counted = await db.Set<User>()
                .Where(u => u.Id == user && u.FriendCount < Friendship.MaxFriends)
                .ExecuteUpdateAsync(set => set.SetProperty(u => u.FriendCount, u => u.FriendCount + 1));
            if (counted == 0)
            {
                throw new DomainException(new TooManyFriendsError(Friendship.MaxFriends));
            }
        }
    }
}
