using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Friendships;

/// <summary>
/// Lists of other people's friends, as the viewer may see them. Each query begins with the few friendships of the
/// people whose lists are asked for, and then looks up the friends. If the database's planner began with all users in
/// the order of their names, it would read the whole table of users.
/// </summary>
internal static class FriendLists
{
    private static readonly Keyset<OwnedUser> Mutual = new Keyset<OwnedUser>("mutual friends").By(row => row.User.SortName).By(row => row.User.Handle);
    private static readonly Keyset<OwnedUser> Theirs = new Keyset<OwnedUser>("friends of").By(row => row.User.SortName).By(row => row.User.Handle);

    /// <summary>
    /// The friends of both people. A mutual friend who hides their list of friends is left out, because the list would
    /// reveal their friendship with the other person. The list is empty when one of the two has blocked the other.
    /// </summary>
    public static Loading<Connection<UserNode>> MutualOf(
        PageLoaders pages, GraphDb db, UserId viewer, UserId other, PageArguments page) =>
        pages.Load(other, page, (others, cancellationToken) => Mutual.PagesAsync(
            others,
            db.Set<User>().Where(u => others.Contains(u.Id)).Select(u => u.Id),
            from mine in db.Set<Friendship>()
            join friend in db.Set<User>() on mine.FriendId equals friend.Id
            join theirs in db.Set<Friendship>() on mine.FriendId equals theirs.FriendId
            where mine.OwnerId == viewer
                && theirs.OwnerId != viewer
                && others.Contains(theirs.OwnerId)
                && friend.FriendsSeeFriends
                && !db.Set<Block>().Any(b => b.OwnerId == viewer && b.OtherId == theirs.OwnerId)
            select new OwnedUser { Owner = theirs.OwnerId, User = friend },
            row => row.Owner,
            page,
            row => new UserNode(row.User),
            cancellationToken)).Then(found => found!);

    /// <summary>
    /// The friends of a person, without those who are hidden from the viewer by a block. Null unless the person is the
    /// viewer, or a friend of the viewer who shows their list of friends.
    /// </summary>
    public static Loading<Connection<UserNode>?> Of(
        PageLoaders pages, GraphDb db, UserId viewer, UserId owner, PageArguments page) =>
        pages.Load(owner, page, async (owners, cancellationToken) =>
        {
            var open = await db.Set<User>()
                .Where(u => owners.Contains(u.Id) && (u.Id == viewer
                    || (u.FriendsSeeFriends && db.Set<Friendship>().Any(f => f.OwnerId == viewer && f.FriendId == u.Id))))
                .Select(u => u.Id)
                .ToListAsync(cancellationToken);
            return await Theirs.PagesAsync(
                open,
                db.Set<User>().Where(u => open.Contains(u.Id)).Select(u => u.Id),
                from theirs in db.Set<Friendship>()
                join friend in db.UsersFor(viewer) on theirs.FriendId equals friend.Id
                where open.Contains(theirs.OwnerId)
                select new OwnedUser { Owner = theirs.OwnerId, User = friend },
                row => row.Owner,
                page,
                row => new UserNode(row.User),
                cancellationToken);
        });

    /// <summary>A user in the list of another one.</summary>
    private sealed class OwnedUser
    {
        public required UserId Owner { get; init; }

        public required User User { get; init; }
    }
}
