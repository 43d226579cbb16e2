using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Friendships;

/// <summary>
/// Lists of other people's friends, as the viewer may see them. Each query begins with the few friendships of the
/// people whose lists are asked for, and then looks up the friends. If the database's planner began with all users in
/// the order of their names, it would read the whole table of users.
/// </summary>
internal static class FriendLists
{
    private static readonly KeptLists<UserId, (UserId Viewer, IReadOnlyList<UserId> Others), OwnedUser> Mutual = new(
        new Keyset<OwnedUser>("mutual friends").By(row => row.SortName).By(row => row.User.Handle),
        (db, of) => from owner in db.Set<User>() where of.Others.Contains(owner.Id) select owner.Id,
        (db, of) => from mine in db.Set<Friendship>()
                    join friend in db.Set<User>() on mine.FriendId equals friend.Id
                    join theirs in db.Set<Friendship>() on mine.FriendId equals theirs.FriendId
                    where mine.OwnerId == of.Viewer
                        && theirs.OwnerId != of.Viewer
                        && of.Others.Contains(theirs.OwnerId)
                        && friend.FriendsSeeFriends
                        && !db.Set<Block>().Any(b => b.OwnerId == of.Viewer && b.OtherId == theirs.OwnerId)
                    select new OwnedUser { Owner = theirs.OwnerId, User = UserProfile.Of(friend), SortName = friend.SortName },
        row => row.Owner);

    private static readonly KeptLists<UserId, (UserId Viewer, IReadOnlyList<UserId> Open), OwnedUser> Theirs = new(
        new Keyset<OwnedUser>("friends of").By(row => row.SortName).By(row => row.User.Handle),
        (db, of) => from owner in db.Set<User>() where of.Open.Contains(owner.Id) select owner.Id,
        (db, of) => from theirs in db.Set<Friendship>()
                    join friend in db.UsersFor(of.Viewer) on theirs.FriendId equals friend.Id
                    where of.Open.Contains(theirs.OwnerId)
                    select new OwnedUser { Owner = theirs.OwnerId, User = UserProfile.Of(friend), SortName = friend.SortName },
        row => row.Owner);

    /// <summary>Those of some people whose list of friends the viewer may see.</summary>
    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<UserId> Owners), UserId> Open = new((db, of) =>
        from owner in db.Set<User>()
        where of.Owners.Contains(owner.Id) && (owner.Id == of.Viewer
            || (owner.FriendsSeeFriends && db.Set<Friendship>().Any(f => f.OwnerId == of.Viewer && f.FriendId == owner.Id)))
        select owner.Id);

    /// <summary>
    /// The friends of both people. A mutual friend who hides their list of friends is left out, because the list would
    /// reveal their friendship with the other person. The list is empty when one of the two has blocked the other.
    /// </summary>
    public static Loading<Connection<UserNode>> MutualOf(
        PageLoaders pages, GraphDb db, UserId viewer, UserId other, PageArguments page) =>
        pages.Load(other, page, (others, cancellationToken) => Mutual.PagesAsync(
            db, (viewer, others), others, page, row => new UserNode(row.User), cancellationToken)).Then(found => found!);

    /// <summary>
    /// The friends of a person, without those who are hidden from the viewer by a block. Null unless the person is the
    /// viewer, or a friend of the viewer who shows their list of friends.
    /// </summary>
    public static Loading<Connection<UserNode>?> Of(
        PageLoaders pages, GraphDb db, UserId viewer, UserId owner, PageArguments page) =>
        pages.Load(owner, page, async (owners, cancellationToken) =>
        {
            var open = await Open.ListAsync(db, (viewer, owners), cancellationToken);
            return await Theirs.PagesAsync(db, (viewer, open), open, page, row => new UserNode(row.User), cancellationToken);
        });

    /// <summary>A user in the list of another one.</summary>
    private sealed class OwnedUser
    {
        public required UserId Owner { get; init; }

        public required UserProfile User { get; init; }

        public required SortKey SortName { get; init; }
    }
}
