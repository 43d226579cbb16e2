using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Errors;
using Graph.Domain.Communities;
using Graph.Domain.Friendships;
using Graph.Domain.Ledger;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;

namespace Graph.Api.Communities;

/// <param name="Community">The community after the mutation; null when the viewer may not see it any more.</param>
public sealed record CommunityAfter(CommunityNode? Community);

[MutationFields]
public sealed class CommunityMutations
{
    /// <summary>
    /// Founds a community. The viewer becomes its owner and first member. A person can own at most 20 communities, and found 30
    /// in a day; more are refused with RATE_LIMITED. Calling it again founds another one.
    /// </summary>
    [RequiresRealName(RealNameLevel.ClassII)]
    [Errors(typeof(ValidationError), typeof(NotFoundError), typeof(RealNameLevelRequiredError), typeof(CommunityLimitError))]
    public static async Task<CommunityAfter> CreateCommunity(
        CommunityRegister register, CommunityLoaders loaders, Caller caller, CreateCommunityInput input) =>
        await AfterAsync(
            await register.FoundAsync(caller.Viewer, new CommunityPlan(
                input.Name, input.About ?? "", input.RequiredLevel, input.Admission, input.MembersOnly, GoalOf(input.Goal)) { Fund = input.Fund }),
            loaders);

    /// <summary>
    /// Changes a community. Only its owner may do it, at most 60 times in an hour; more are refused with RATE_LIMITED. It is refused
    /// while the viewer's account is frozen or restricted. Calling it again with the same input changes nothing.
    /// </summary>
    [Authenticated]
    [Errors(
        typeof(ValidationError), typeof(NotFoundError), typeof(CommunityRoleRequiredError), typeof(AccountFrozenError), typeof(AccountRestrictedError))]
    public static async Task<CommunityAfter> UpdateCommunity(
        CommunityRegister register, CommunityLoaders loaders, Caller caller, UpdateCommunityInput input) =>
        await AfterAsync(
            await register.ChangeAsync(
                caller.Viewer,
                input.Community,
                new CommunityChange(input.Name, input.About, input.Admission, input.MembersOnly, GoalOf(input.Goal))
                {
                    RemovesGoal = input.RemovesGoal,
                    Fund = input.Fund,
                    RemovesFund = input.RemovesFund,
                }),
            loaders);

    /// <summary>
    /// Joins a community, or accepts an invitation. With the admission ON_REQUEST it asks to join: see `viewerStanding`. The
    /// community's posts then appear in the viewer's feed. Calling it again changes nothing. At most 60 in an hour; more are
    /// refused with RATE_LIMITED.
    /// </summary>
    [Authenticated]
    [Errors(
        typeof(ValidationError),
        typeof(NotFoundError),
        typeof(RealNameLevelRequiredError),
        typeof(NotAdmittedError),
        typeof(CommunityLimitError))]
    public static async Task<CommunityAfter> JoinCommunity(
        Memberships memberships, CommunityLoaders loaders, Caller caller, JoinCommunityInput input) =>
        await AfterAsync(
            await memberships.JoinAsync(caller.Viewer, input.Community, input.Message, input.Visibility), loaders);

    /// <summary>
    /// Leaves a community, takes a request back, or declines an invitation. The community's posts disappear from the viewer's
    /// feed. A request can be taken back also when the viewer does not see the community any more. An owner hands the community
    /// over first; when the owner is the only member, the community ends. An owner who has a block with each of the other members
    /// leaves without handing over: the moderator, or else the member, who is in it for the longest time becomes the owner. Calling
    /// it again changes nothing.
    /// </summary>
    [Authenticated]
    [Errors(typeof(NotFoundError), typeof(OwnerMustHandOverError))]
    public static async Task<CommunityAfter> LeaveCommunity(
        Memberships memberships, CommunityLoaders loaders, Caller caller, LeaveCommunityInput input) =>
        await AfterAsync(await memberships.LeaveAsync(caller.Viewer, input.Community), loaders);

    /// <summary>
    /// Answers a request to join a community that the viewer owns or moderates. A person who is declined may ask again after
    /// 30 days. Calling it again fails with NotFoundError.
    /// </summary>
    [Authenticated]
    [Errors(typeof(NotFoundError), typeof(CommunityLimitError))]
    public static async Task<CommunityAfter> AnswerJoinRequest(
        Memberships memberships, CommunityLoaders loaders, Caller caller, AnswerJoinRequestInput input) =>
        await AfterAsync(await memberships.AnswerAsync(caller.Viewer, input.Request, input.Accept), loaders);

    /// <summary>
    /// Invites friends to a community, who get a notification. In an OPEN community all members may do it, otherwise the owner
    /// and the moderators. Calling it again changes nothing. At most 50 in a day; more are refused with RATE_LIMITED.
    /// </summary>
    [Authenticated]
    [Errors(typeof(ValidationError), typeof(NotFoundError), typeof(NotFriendsError), typeof(CommunityRoleRequiredError))]
    public static async Task<CommunityAfter> InviteToCommunity(
        CommunityModeration moderation, CommunityLoaders loaders, Caller caller, InviteToCommunityInput input) =>
        await AfterAsync(
            await moderation.InviteAsync(caller.Viewer, input.Community, input.Users, input.Message), loaders);

    /// <summary>
    /// Removes a member from a community that the viewer owns or moderates, also across a block. The person comes back only when a
    /// moderator invites them. Somebody who has left, asks to join or was invited is kept out in the same way. It is refused while the
    /// viewer's account is frozen or restricted. Calling it again changes nothing. At most 60 in an hour; more are refused with RATE_LIMITED.
    /// </summary>
    [Authenticated]
    [Errors(typeof(NotFoundError), typeof(CommunityRoleRequiredError), typeof(AccountFrozenError), typeof(AccountRestrictedError))]
    public static async Task<CommunityAfter> RemoveCommunityMember(
        CommunityModeration moderation, CommunityLoaders loaders, Caller caller, RemoveCommunityMemberInput input) =>
        await AfterAsync(await moderation.RemoveAsync(caller.Viewer, input.Community, input.User), loaders);

    /// <summary>
    /// Gives a member of a community another role, also across a block. Only the owner may do it, at most 60 times in an hour; more
    /// are refused with RATE_LIMITED. It is refused while the viewer's account is frozen or restricted. Calling it again with the same
    /// input changes nothing.
    /// </summary>
    [Authenticated]
    [Errors(
        typeof(ValidationError),
        typeof(NotFoundError),
        typeof(CommunityRoleRequiredError),
        typeof(AccountFrozenError),
        typeof(AccountRestrictedError),
        typeof(CommunityLimitError))]
    public static async Task<CommunityAfter> SetCommunityRole(
        CommunityModeration moderation, CommunityLoaders loaders, Caller caller, SetCommunityRoleInput input) =>
        await AfterAsync(
            await moderation.SetRoleAsync(caller.Viewer, input.Community, input.User, input.Role), loaders);

    private static Goal? GoalOf(CommunityGoalInput? input) =>
        input is null ? null : new Goal(input.Target.ToMoney("goal", "target"), input.Deadline);

    private static async Task<CommunityAfter> AfterAsync(CommunityId id, CommunityLoaders loaders) =>
        new(await loaders.ById.LoadAsync(id, CancellationToken.None));
}
