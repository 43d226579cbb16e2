using Graph.Domain.Shared;

namespace Graph.Domain.Friendships;

// All failures of the feature on one page, one line each.

/// <summary>The two are friends already.</summary>
public sealed record AlreadyFriendsError() : DomainError("You are friends already.");

/// <summary>The request was answered, taken back, or has expired.</summary>
/// <param name="Status">How it ended.</param>
public sealed record FriendRequestClosedError(FriendRequestStatus Status) : DomainError("This request is no longer open.");

/// <summary>One of the two has as many friends as there may be.</summary>
/// <param name="Limit">How many friends somebody can have.</param>
public sealed record TooManyFriendsError(int Limit) : DomainError("Nobody can have more friends than that.");

/// <summary>This is for friends. Somebody else can be paid by who knows their real name: send it as `payeeName`.</summary>
public sealed record NotFriendsError() : DomainError("This is for friends; become friends first.");
