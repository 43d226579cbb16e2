using System.Linq.Expressions;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Friendships;

/// <summary>The rule for actions that are only allowed between friends.</summary>
public static class FriendPolicy
{
    /// <summary>Returns whether a user is a friend of the viewer, as a condition of a query.</summary>
    public static Expression<Func<User, bool>> IsFriendOf(UserId viewer, GraphDb db) =>
        user => db.Set<Friendship>().Any(f => f.OwnerId == viewer && f.FriendId == user.Id);

    /// <summary>Requires that all these users are friends of the actor.</summary>
    /// <exception cref="DomainException">
    /// <see cref="NotFoundError"/> when one of the users does not exist or is hidden; <see cref="NotFriendsError"/>
    /// when one of them is not a friend.
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
