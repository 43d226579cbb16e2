using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Friendships;

/// <summary>A user sent a friend request.</summary>
public sealed record FriendRequestSent(FriendRequest Request) : IDomainEvent;

/// <summary>The sender took a friend request back.</summary>
public sealed record FriendRequestCancelled(FriendRequestId Request, DateTime At) : IDomainEvent;

/// <summary>
/// Two users became friends. `By` accepted, or sent the second of two crossing requests; `Request` is the other user's
/// request.
/// </summary>
public sealed record FriendshipBegan(UserId By, UserId With, FriendRequestId Request, DateTime At) : IDomainEvent;

/// <summary>A user is no friend of others any more: of one after `unfriend` or a block, of all when the account is closed.</summary>
public sealed record FriendshipsEnded(UserId One, IReadOnlyList<UserId> Others, DateTime At) : IDomainEvent;

/// <summary>Two users do not see each other any more. `By` blocked the other.</summary>
public sealed record BlockBegan(UserId By, UserId Other, DateTime At) : IDomainEvent;
