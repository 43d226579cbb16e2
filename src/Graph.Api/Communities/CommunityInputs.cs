using Graph.Api.Payments;
using Graph.Domain.Communities;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;

namespace Graph.Api.Communities;

/// <summary>The data of a new community.</summary>
/// <param name="Name">The name, 1 to 40 characters.</param>
/// <param name="About">What the community is about, at most 1000 characters.</param>
/// <param name="Fund">The ID of a fund in which the members invest.</param>
/// <param name="Goal">What the community wants to reach together.</param>
/// <param name="RequiredLevel">The lowest real-name level with which a person may join, and which the viewer needs too. It cannot be changed later.</param>
/// <param name="Admission">How people come into the community.</param>
/// <param name="MembersOnly">
/// Whether only members see the posts. With the admission BY_INVITATION, only members ever see them.
/// </param>
public sealed record CreateCommunityInput(
    string Name,
    string? About,
    FundId? Fund,
    CommunityGoalInput? Goal,
    RealNameLevel RequiredLevel = RealNameLevel.None,
    Admission Admission = Admission.Open,
    bool MembersOnly = true);

/// <summary>A goal of a community.</summary>
/// <param name="Target">The amount to reach.</param>
/// <param name="Deadline">The last day, in Asia/Shanghai; today or later.</param>
public sealed record CommunityGoalInput(MoneyInput Target, DateOnly Deadline);

/// <summary>The changes to a community. A field that is left out or null stays as it is.</summary>
/// <param name="Community">The ID of a community that the viewer owns.</param>
/// <param name="Name">The name, 1 to 40 characters.</param>
/// <param name="About">What the community is about, at most 1000 characters. An empty text clears it.</param>
/// <param name="Admission">How people come into the community. With BY_INVITATION it disappears for those outside.</param>
/// <param name="MembersOnly">Whether only members see the posts. It acts on the posts of the past too.</param>
/// <param name="Goal">A new goal in the place of the present one.</param>
/// <param name="RemovesGoal">True removes the goal.</param>
/// <param name="Fund">
/// The ID of another fund in which the members invest. `invested` begins anew with it, or goes on where it was when the community
/// had this fund before.
/// </param>
/// <param name="RemovesFund">True removes the fund.</param>
public sealed record UpdateCommunityInput(
    CommunityId Community,
    string? Name,
    string? About,
    Admission? Admission,
    bool? MembersOnly,
    CommunityGoalInput? Goal,
    FundId? Fund,
    bool RemovesGoal = false,
    bool RemovesFund = false);

/// <summary>The community to join.</summary>
/// <param name="Community">The ID of the community.</param>
/// <param name="Message">
/// A message to those who answer a request, at most 200 characters. It is used only with ON_REQUEST, and may be left out.
/// </param>
/// <param name="Visibility">
/// Which people see in their feed that the viewer joined. When it is left out, the viewer's `defaultVisibility` applies.
/// </param>
public sealed record JoinCommunityInput(CommunityId Community, string? Message, Visibility? Visibility);

/// <summary>The community to leave.</summary>
/// <param name="Community">The ID of the community.</param>
public sealed record LeaveCommunityInput(CommunityId Community);

/// <summary>The answer to a request to join.</summary>
/// <param name="Request">The ID of a request to a community that the viewer owns or moderates.</param>
/// <param name="Accept">True takes the person in, false declines.</param>
public sealed record AnswerJoinRequestInput(JoinRequestId Request, bool Accept);

/// <summary>The friends to invite to a community.</summary>
/// <param name="Community">The ID of a community of which the viewer is a member.</param>
/// <param name="Users">The IDs of 1 to 20 friends, each once.</param>
/// <param name="Message">A message to them, at most 200 characters. It is part of their notification.</param>
public sealed record InviteToCommunityInput(CommunityId Community, IReadOnlyList<UserId> Users, string? Message);

/// <summary>The person to remove from a community, or to keep out of it.</summary>
/// <param name="Community">The ID of a community that the viewer owns or moderates.</param>
/// <param name="User">The ID of a member with a lower role, or of somebody who is no member.</param>
public sealed record RemoveCommunityMemberInput(CommunityId Community, UserId User);

/// <summary>The new role of a member.</summary>
/// <param name="Community">The ID of a community that the viewer owns.</param>
/// <param name="User">The ID of a member.</param>
/// <param name="Role">The role. OWNER hands the community over, and makes the viewer a moderator.</param>
public sealed record SetCommunityRoleInput(CommunityId Community, UserId User, CommunityRole Role);
