using System.Linq.Expressions;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Friendships;

/// <summary>The one rule for what is among friends.</summary>
public static class FriendPolicy
{
    /// <summary>Whether two people are friends, as a condition of a query.</summary>
    public static Expression<Func<User, bool>> IsFriendOf(UserId viewer, GraphDb db) =>
        user => db.Set<Friendship>().Any(f => f.OwnerId == viewer && f.FriendId == user.Id);

    /// <summary>Lets the actor deal with these people only if each is a friend.</summary>
    /// <exception cref="DomainException">
    /// <see cref="NotFoundError"/> where one of them does not exist or is hidden, <see cref="NotFriendsError"/> where one is no
    /// friend.
    /// </exception>
    public static async Task RequireAsync(GraphDb db, UserId actor, IReadOnlyCollection<UserId> others)
    {
        if (await db.UsersFor(actor).CountAsync(u => others.Contains(u.Id)) != others.Count)
        {
            throw new DomainException(new NotFoundError());
        }

        if (await db.UsersFor(actor).Where(IsFriendOf(actor, db)).CountAsync(u => others.Contains(u.Id)) != others.Count)
        {
            throw new DomainException(new NotFriendsError());
        }
    }
}
