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

    /// <summary>Requires that a user is a friend of the actor.</summary>
    /// <exception cref="DomainException">As for several users.</exception>
    public static Task RequireAsync(GraphDb db, UserId actor, UserId other, params IReadOnlyList<string> path) =>
        RequireAsync(db, actor, [other], _ => path);

    /// <summary>Requires that all these users are friends of the actor.</summary>
    /// <param name="db">The context of the unit.</param>
    /// <param name="actor">The user who acts.</param>
    /// <param name="others">The users.</param>
    /// <param name="pathOf">The path in the input to the user at a position of the list.</param>
    /// <exception cref="DomainException">
    /// <see cref="NotFoundError"/> when one of the users does not exist or is hidden; <see cref="NotFriendsError"/>
    /// when one of them is not a friend.
    /// </exception>
    public static async Task RequireAsync(
        GraphDb db, UserId actor, IReadOnlyList<UserId> others, Func<int, IReadOnlyList<string>> pathOf)
    {
        var seen = db.UsersFor(actor).Where(u => others.Contains(u.Id));
        var friends = await seen.Where(IsFriendOf(actor, db)).Select(u => u.Id).ToListAsync();
        if (friends.Count == others.Count)
        {
            return;
        }

        // A user whom the actor cannot see counts before one who is no friend, wherever they stand in the list.
        var visible = await seen.Select(u => u.Id).ToListAsync();
        throw new DomainException(visible.Count < others.Count
            ? new NotFoundError(pathOf(FirstOutside(visible)))
            : new NotFriendsError(pathOf(FirstOutside(friends))));

        int FirstOutside(List<UserId> known) => others.Index().First(other => !known.Contains(other.Item)).Index;
    }
}
