using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Communities;

/// <summary>A user became a member. `AcceptedBy` is the moderator who took the user in; null when nobody had to.</summary>
public sealed record CommunityJoined(Community Community, UserId User, Visibility Visibility, UserId? AcceptedBy, DateTime At) : IDomainEvent;

/// <summary>A user is no member any more: the user left, was removed, or lost the account or the level.</summary>
public sealed record CommunityLeft(CommunityId Community, UserId User, DateTime At) : IDomainEvent;

/// <summary>A member invited friends.</summary>
public sealed record CommunityInvited(CommunityId Community, UserId By, IReadOnlyList<UserId> Users, string? Message, DateTime At) : IDomainEvent;

/// <summary>A user asks to join.</summary>
public sealed record JoinRequested(Membership Request, IReadOnlyList<UserId> Moderators, DateTime At) : IDomainEvent;

/// <summary>A request to join was answered or taken back.</summary>
public sealed record JoinRequestClosed(JoinRequestId Request, DateTime At) : IDomainEvent;

/// <summary>A member has another role now.</summary>
public sealed record CommunityRoleChanged(CommunityId Community, UserId By, UserId User, CommunityRole Role, DateTime At) : IDomainEvent;

/// <summary>The community cannot be seen by everybody any more, because it takes people in by invitation only now.</summary>
public sealed record CommunityBecameSecret(CommunityId Community, DateTime At) : IDomainEvent;

/// <summary>The community has ended.</summary>
public sealed record CommunityClosed(CommunityId Community, DateTime At) : IDomainEvent;
