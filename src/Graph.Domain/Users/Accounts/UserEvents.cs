using Graph.Domain.Shared;
using Graph.Domain.Users.RealNames;

namespace Graph.Domain.Users.Accounts;

/// <summary>An account was created.</summary>
public sealed record UserSignedUp(User User) : IDomainEvent;

/// <summary>The status of a user's evidence changed: it was accepted, rejected, expired or revoked.</summary>
public sealed record EvidenceDecided(Evidence Evidence) : IDomainEvent;

/// <summary>A user's real-name level changed.</summary>
public sealed record LevelChanged(UserId User, RealNameLevel From, RealNameLevel To, DateTime At) : IDomainEvent;

/// <summary>Another account was identified as the person of this one.</summary>
/// <param name="User">The account that is told.</param>
/// <param name="Joined">The account that joined.</param>
/// <param name="At">When it joined, in UTC.</param>
public sealed record PersonJoined(UserId User, UserId Joined, DateTime At) : IDomainEvent;

/// <summary>The owner has frozen the account.</summary>
public sealed record AccountFrozen(UserId User, DateTime At) : IDomainEvent;
