using Graph.Domain.Shared;

namespace Graph.Domain.Friendships;

// This file holds all errors of friendships.

/// <summary>The two users are friends already.</summary>
public sealed record AlreadyFriendsError() : DomainError("You are friends already.");

/// <summary>The request is no longer open: it was answered, taken back, or has expired.</summary>
/// <param name="Status">The final status of the request.</param>
public sealed record FriendRequestClosedError(FriendRequestStatus Status) : DomainError("This request is no longer open.");

/// <summary>One of the two users has as many friends as a user may have.</summary>
/// <param name="Maximum">The maximum number of friends of a user.</param>
public sealed record TooManyFriendsError(int Maximum)
    : DomainError("One of you has reached the maximum number of friends.");

/// <summary>
/// The action is only possible between friends. With `transfer`, a user who is not a friend can be paid by the exact real
/// name, as `payeeName`; the message says so there.
/// </summary>
/// <param name="Path">The path inside `input` to the ID of the user who is no friend, for example ["to"].</param>
public sealed record NotFriendsError(params IReadOnlyList<string> Path) : DomainError("This is only possible between friends; become friends first.")
{
    /// <summary>Where a name takes the place of a friendship, the message says so.</summary>
    internal static NotFriendsError OrNamed(params IReadOnlyList<string> path) => new(path)
    {
        Message = "You are not friends. Become friends first, or give the exact real name of the payee as `payeeName`.",
    };
}
