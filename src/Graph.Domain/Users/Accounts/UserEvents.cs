using Graph.Domain.Shared;
using Graph.Domain.Users.RealNames;

namespace Graph.Domain.Users.Accounts;

/// <summary>An account was opened.</summary>
public sealed record UserSignedUp(User User) : IDomainEvent;

/// <summary>The verifier accepted or rejected what somebody submitted.</summary>
public sealed record EvidenceDecided(Evidence Evidence) : IDomainEvent;

/// <summary>Somebody's real-name level changed.</summary>
public sealed record LevelChanged(UserId User, RealNameLevel From, RealNameLevel To, DateTime At) : IDomainEvent;
