using Graph.Api.Server.Authorization;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Api.Users.Announcements;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;

namespace Graph.Api.Friendships;

/// <summary>The relation between the viewer and a person.</summary>
public enum Relation
{
    /// <summary>The person is the viewer.</summary>
    Self,

    /// <summary>The viewer and the person are friends.</summary>
    Friend,

    /// <summary>The viewer sent the person a friend request, which is open.</summary>
    RequestSent,

    /// <summary>The person sent the viewer a friend request, which waits for the viewer's answer.</summary>
    RequestReceived,

    /// <summary>The viewer has blocked the person.</summary>
    Blocked,

    /// <summary>None of the other values: the two are strangers.</summary>
    None,
}

/// <summary>
/// The viewer's side of a friendship. It holds the viewer's own notes, which the friend does not see.
/// </summary>
public sealed class FriendshipNode(Friendship friendship) : INode
{
    /// <summary>The opaque global ID. Only the owner of this side of the friendship can fetch it by this ID.</summary>
    public ITypedId Id => friendship.Id;

    /// <summary>The time at which the two became friends, in UTC.</summary>
    public DateTime Since => friendship.Since;

    /// <summary>The viewer's own name for the friend; null when there is none.</summary>
    public string? Alias => friendship.Alias;

    /// <summary>The viewer's own tags for the friend. Find friends by a tag with the filter `tag`.</summary>
    public IReadOnlyList<string> Tags => friendship.Tags;

    /// <summary>
    /// Whether this friend may see the viewer's full real name. It has an effect only while the setting
    /// `showsRealNameToFriends` is true.
    /// </summary>
    public bool ShowsRealName => friendship.ShowsRealName;
}

/// <summary>A person whom the viewer may know, because they have friends in common.</summary>
public sealed class FriendSuggestionNode(UserProfile user, int mutualFriendCount)
{
    /// <summary>The person who is suggested as a friend.</summary>
    public UserNode User => new(user);

    /// <summary>
    /// The number of friends that the viewer and this person have in common. Mutual friends who hide their list of
    /// friends are not counted.
    /// </summary>
    public int MutualFriendCount => mutualFriendCount;

    /// <summary>
    /// The friends that the viewer and this person have in common, in the order of their names. Mutual friends who
    /// hide their list of friends are left out.
    /// </summary>
    public Loading<Connection<UserNode>> MutualFriends(GraphDb db, Caller caller, PageLoaders pages, PageArguments page) =>
        FriendLists.MutualOf(pages, db, caller.Viewer, user.Id, page);
}

/// <summary>A request of one person to another to be friends.</summary>
public sealed class FriendRequestNode(FriendRequest request) : INode, INotificationSubject
{
    /// <summary>The opaque global ID. Only the sender and the receiver can fetch the request by it.</summary>
    public ITypedId Id => request.Id;

    /// <summary>The person who sent the request.</summary>
    public Loading<UserNode> From(UserLoaders users) => users.Named.Load(request.FromId, user => user!);

    /// <summary>The person who received the request.</summary>
    public Loading<UserNode> To(UserLoaders users) => users.Named.Load(request.ToId, user => user!);

    /// <summary>The sender's message, at most 200 characters; null when there is none.</summary>
    public string? Message => request.Message;

    /// <summary>The status of the request. A request that was not answered within 30 days is EXPIRED.</summary>
    public FriendRequestStatus Status(TimeProvider clock) => request.StatusAt(clock.UtcNow());

    /// <summary>The time at which the request was sent, in UTC.</summary>
    public DateTime SentAt => request.SentAt;
}
