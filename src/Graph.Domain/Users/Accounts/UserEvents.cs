using Graph.Domain.Shared;
using Graph.Domain.Users.RealNames;

namespace Graph.Domain.Users.Accounts;

/// <summary>An account was created.</summary>
public sealed record UserSignedUp(User User) : IDomainEvent;

/// <summary>The status of a user's evidence changed: it was accepted, rejected, expired or revoked.</summary>
public sealed record EvidenceDecided(Evidence Evidence) : IDomainEvent;

/// <summary>A user's real-name level changed.</summary>
public sealed record LevelChanged(UserId User, RealNameLevel From, RealNameLevel To, DateTime At) : IDomainEvent;
