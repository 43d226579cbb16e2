using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Friendships;

/// <summary>Somebody wants to be somebody's friend.</summary>
public sealed record FriendRequestSent(FriendRequest Request) : IDomainEvent;

/// <summary>Two people became friends; `By` said the last word, and `Request` is the other's, if it was asked by request.</summary>
public sealed record FriendshipBegan(UserId By, UserId With, FriendRequestId Request, DateTime At) : IDomainEvent;
