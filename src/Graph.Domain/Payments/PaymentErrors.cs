using Graph.Domain.Shared;

namespace Graph.Domain.Payments;

// All failures of the feature on one page, one line each.

/// <summary>
/// The bank refused; nothing moved. It is remembered under the key: to try again with another card, make a new one.
/// </summary>
public sealed record BankDeclinedError() : DomainError("The bank declined.")
{
    internal override bool IsRemembered => true;
}

/// <summary>Only friends can be paid.</summary>
public sealed record NotFriendsError() : DomainError("You can send money to friends; become friends first.");

/// <summary>The payee has no accepted identity card yet, so nothing can be received.</summary>
public sealed record PayeeCannotReceiveError()
    : DomainError("This person cannot receive money yet: their identity is not verified.");
