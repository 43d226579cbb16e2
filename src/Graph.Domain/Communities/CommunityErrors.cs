using Graph.Domain.Shared;

namespace Graph.Domain.Communities;

// This file holds all errors of communities.

/// <summary>
/// The community does not take the user in now: it removed the user, or declined a request less than 30 days ago. Its
/// owner or a moderator has to invite the user.
/// </summary>
public sealed record NotAdmittedError() : DomainError("This community does not take you in now; its owner or a moderator has to invite you.");

/// <summary>The viewer's role in the community does not allow this.</summary>
/// <param name="Role">The lowest role that is needed.</param>
public sealed record CommunityRoleRequiredError(CommunityRole Role)
    : DomainError($"This takes the role {UpperCase.Of(Role.ToString())} in the community.");

/// <summary>The fund of the order is not that of the community that the order names (`Community.fund`).</summary>
public sealed record OtherFundError() : DomainError("This is not the fund of the community.");

/// <summary>The owner cannot leave while others are members. Give somebody else the role OWNER first, with `setCommunityRole`.</summary>
public sealed record OwnerMustHandOverError() : DomainError("Hand the community over to another member first.");

/// <summary>
/// A limit is reached: of the communities that a person owns or is a member of, or of the members or moderators of a
/// community.
/// </summary>
/// <param name="Maximum">The maximum number.</param>
public sealed record CommunityLimitError(int Maximum) : DomainError("A limit of communities, members or moderators is reached.");
