using Graph.Api.Server.Authorization;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Api.Users.Announcements;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;

namespace Graph.Api.Friendships;

/// <summary>How the viewer stands to a person.</summary>
public enum Relation
{
    /// <summary>It is the viewer.</summary>
    Self,

    /// <summary>They are friends.</summary>
    Friend,

    /// <summary>The viewer asked and waits.</summary>
    RequestSent,

    /// <summary>The person asked, and waits for the viewer.</summary>
    RequestReceived,

    /// <summary>The viewer blocked the person.</summary>
    Blocked,

    /// <summary>None of these.</summary>
    None,
}

/// <summary>The viewer's side of a friendship: the viewer's own notes, which the friend does not see.</summary>
public sealed class FriendshipNode(Friendship friendship) : INode
{
    /// <summary>Opaque and global; only its owner can fetch it.</summary>
    public ITypedId Id => friendship.Id;

    /// <summary>When the two became friends.</summary>
    public DateTime Since => friendship.Since;

    /// <summary>What the viewer calls the friend.</summary>
    public string? Alias => friendship.Alias;

    /// <summary>The viewer's own words to find friends by.</summary>
    public IReadOnlyList<string> Tags => friendship.Tags;

    /// <summary>Whether this friend sees the viewer's whole real name.</summary>
    public bool ShowsRealName => friendship.ShowsRealName;
}

/// <summary>Somebody whom the viewer may know.</summary>
public sealed class FriendSuggestionNode(Suggestion suggestion)
{
    /// <summary>The person.</summary>
    public UserNode User => new(suggestion.User);

    /// <summary>How many friends the two share, of those who let their friends be seen.</summary>
    public int MutualFriendCount => suggestion.MutualFriendCount;

    /// <summary>The friends whom the two share, of those who let their friends be seen; by handle.</summary>
    public Task<Connection<UserNode>> MutualFriends(
        GraphDb db, Caller caller, PageArguments page, CancellationToken cancellationToken) =>
        FriendLists.MutualAsync(db, caller.Viewer, suggestion.User.Id, page, cancellationToken);
}

/// <summary>Somebody asks somebody else to be friends.</summary>
public sealed class FriendRequestNode(FriendRequest request) : INode, INotificationSubject
{
    /// <summary>Opaque and global; only the two can fetch it.</summary>
    public ITypedId Id => request.Id;

    /// <summary>Who asks.</summary>
    public Loading<UserNode> From(UserLoaders users) => users.Named.Load(request.FromId, user => user!);

    /// <summary>Who is asked.</summary>
    public Loading<UserNode> To(UserLoaders users) => users.Named.Load(request.ToId, user => user!);

    /// <summary>What was said with it, at most 200 characters.</summary>
    public string? Message => request.Message;

    /// <summary>Where it stands; one that nobody answered is EXPIRED after 30 days.</summary>
    public FriendRequestStatus Status(TimeProvider clock) => request.StatusAt(clock.UtcNow());

    /// <summary>When it was sent.</summary>
    public DateTime SentAt => request.SentAt;
}
