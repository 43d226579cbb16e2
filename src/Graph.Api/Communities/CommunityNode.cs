using Graph.Api.Funds;
using Graph.Api.Funds.Catalogue;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Api.Users.Announcements;
using Graph.Domain.Communities;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.RealNames;

namespace Graph.Api.Communities;

/// <summary>
/// A community: people who write posts for each other, and may have a goal and a fund in which they invest. Everybody sees
/// a community that people can join by themselves. One by invitation exists only for its members and for those whom they
/// invited.
/// </summary>
public sealed class CommunityNode(Community community) : INode, IActivitySubject, INoticed
{
    INotificationSubject INoticed.InNotification => new CommunityNoticeNode(this);

    internal Community Entity => community;

    /// <summary>The opaque global ID. Everybody who may see the community can fetch it by this ID.</summary>
    public ITypedId Id => community.Id;

    /// <summary>The name, 1 to 40 characters. It is not unique.</summary>
    public string Name => community.Name;

    /// <summary>What the community is about, at most 1000 characters; empty when nobody has said so.</summary>
    public string About => community.About;

    /// <summary>
    /// The member who owns the community. Members and the people whom they invited see it, also across a block, and then with
    /// the name at the time of the block. It is null for everybody else, so that it tells nobody of a block.
    /// </summary>
    [AnswersNull]
    public Loading<UserNode?> Owner(CommunityLoaders communities) => communities.OwnerOf.Load(community.Id);

    /// <summary>The lowest real-name level with which a person may join. It never changes.</summary>
    public RealNameLevel RequiredLevel => community.RequiredLevel;

    /// <summary>How people come into the community.</summary>
    public Admission Admission => community.Admission;

    /// <summary>
    /// Whether only members see the posts. Otherwise everybody who is signed in does. Of a community with the admission
    /// BY_INVITATION it is always true.
    /// </summary>
    public bool MembersOnly => community.IsForMembers;

    /// <summary>
    /// The number of members. A member sees as many as there are in `members`. For everybody else it is rounded down to one
    /// significant digit (87 is 80), and is the same for all.
    /// </summary>
    public Loading<int> MemberCount(CommunityLoaders communities) => communities.HiddenMembers.Load(
        community.Id, hidden => (int)(hidden is { } unseen ? community.MemberCount - unseen : FirstDigit.Of(community.MemberCount)));

    /// <summary>Whether the viewer is a member. False when nobody is signed in.</summary>
    public Loading<bool> ViewerIsMember(CommunityLoaders communities) =>
        communities.Mine.Load(community.Id, mine => mine?.Standing == MemberStanding.Member);

    /// <summary>
    /// Whether the viewer is a member, was invited, asks to join, was declined or was removed. Null when none of these holds, and when
    /// nobody is signed in.
    /// </summary>
    public Loading<MemberStanding?> ViewerStanding(CommunityLoaders communities) =>
        communities.Mine.Load(community.Id, mine => mine?.Standing);

    /// <summary>The viewer's role in the community; null when the viewer is no member.</summary>
    public Loading<CommunityRole?> ViewerRole(CommunityLoaders communities) => communities.Mine.Load(
        community.Id, mine => mine?.Standing == MemberStanding.Member ? mine.Role : (CommunityRole?)null);

    /// <summary>
    /// The members; the person who joined last comes first. Null unless the viewer is a member. People who are hidden
    /// from the viewer by a block are left out, but for the owner. The owner and the moderators see all members.
    /// </summary>
    public Loading<Connection<UserNode>?> Members(GraphDb db, Caller caller, PageLoaders pages, PageArguments page) =>
        MemberLists.MembersOf(pages, db, caller.Id, community.Id, page);

    /// <summary>Those of `members` who have the role MODERATOR, at most 20. Null unless the viewer is a member.</summary>
    [AnswersNull]
    [AtMost(Community.MaxModerators)]
    public Loading<IReadOnlyList<UserNode>?> Moderators(CommunityLoaders communities) => communities.ModeratorsOf.Load(community.Id);

    /// <summary>
    /// The requests to join that wait for an answer, the oldest first. Null unless the viewer is the owner or a moderator.
    /// Answer them with `answerJoinRequest`.
    /// </summary>
    public Loading<Connection<JoinRequestNode>?> JoinRequests(GraphDb db, Caller caller, PageLoaders pages, PageArguments page) =>
        MemberLists.RequestsOf(pages, db, caller.Id, community.Id, page);

    /// <summary>The fund in which the members invest; null when they have none.</summary>
    public Loading<FundNode?> Fund(FundLoaders funds) =>
        community.FundId is { } fund ? funds.Funds.Load(fund) : new Loaded<FundNode?>(null);

    /// <summary>
    /// What all members hold of the fund, rounded down to one significant digit. It is computed at most once a day, and published
    /// again only when the holdings of five persons have changed. Null before that, and when fewer than five persons hold something
    /// or one of them holds over half. It is the same for every viewer.
    /// </summary>
    [AnswersNull]
    public Loading<Money?> Invested(CommunityLoaders communities) => communities.InvestedOf.Load(community.Id);

    /// <summary>What the community wants to reach together; null when it has no goal.</summary>
    public CommunityGoalNode? Goal => community.Goal is { } goal ? new CommunityGoalNode(goal) : null;

    /// <summary>The time at which the community was founded, in UTC.</summary>
    public DateTime CreatedAt => community.CreatedAt;
}

/// <summary>The goal of a community. Its progress is `invested` of the community.</summary>
public sealed class CommunityGoalNode(Goal goal)
{
    /// <summary>The amount to reach.</summary>
    public Money Target => goal.Target;

    /// <summary>The last day, in Asia/Shanghai.</summary>
    public DateOnly Deadline => goal.Deadline;
}

/// <summary>What a notification about the viewer's part in a community is about.</summary>
public sealed class CommunityNoticeNode(CommunityNode community) : INotificationSubject
{
    /// <summary>The community.</summary>
    public CommunityNode? Community => community;
}

/// <summary>A person asks to join a community.</summary>
public sealed class JoinRequestNode(Membership request) : INode, INotificationSubject
{
    /// <summary>
    /// The opaque global ID. The person who asks, the owner and the moderators can fetch the request by it while it waits.
    /// </summary>
    public ITypedId Id => request.RequestId;

    /// <summary>The ID of the community. `leaveCommunity` takes it, also when the viewer does not see the community any more.</summary>
    public ITypedId CommunityId => request.CommunityId;

    /// <summary>The community; null when the viewer does not see it any more, because it takes people in BY_INVITATION now.</summary>
    public Loading<CommunityNode?> Community(CommunityLoaders communities) => communities.ById.Load(request.CommunityId);

    /// <summary>The person who asks to join.</summary>
    public Loading<UserNode> User(UserLoaders users) => users.Named.Load(request.UserId, user => user!);

    /// <summary>What the person wrote, at most 200 characters; null when nothing was written.</summary>
    public string? Message => request.Message;

    /// <summary>The time of the request, in UTC.</summary>
    public DateTime RequestedAt => request.Since;
}
