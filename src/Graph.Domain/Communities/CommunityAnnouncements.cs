using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Announcements;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Communities;

/// <summary>Tells friends who joined a community, moderators who asks, and people that they were invited or taken in.</summary>
public sealed class CommunityAnnouncements :
    IAnnounce<CommunityJoined>,
    IAnnounce<CommunityLeft>,
    IAnnounce<CommunityInvited>,
    IAnnounce<JoinRequested>,
    IAnnounce<JoinRequestClosed>,
    IAnnounce<CommunityRoleChanged>,
    IAnnounce<CommunityBecameSecret>,
    IAnnounce<CommunityClosed>
{
    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(CommunityJoined fact, GraphDb db)
    {
        var (community, user) = (fact.Community, fact.User);
        var told = new List<Announcement> { new CircleChanged(user, fact.At) };

        // A line would tell friends that a community exists which they may not see.
        if (community.Admission != Admission.ByInvitation)
        {
            told.Add(new FeedLine(ActivityKind.JoinedCommunity, user, community.Id, fact.Visibility, fact.At));
        }

        if (fact.AcceptedBy is { } by)
        {
            told.Add(new Notice(NotificationKind.JoinAccepted, user, by, "You are a member of a community now", community.Id, fact.At));
        }

        return new(told);
    }

    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(CommunityLeft fact, GraphDb db) => new(
    [
        new CircleChanged(fact.User, fact.At),
        new LinesChanged(fact.Community, IsWithdrawn: true, fact.At) { Actor = fact.User },
        new NoticesChanged(fact.Community, IsWithdrawn: true, fact.At) { Recipient = fact.User },
    ]);

    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(CommunityInvited fact, GraphDb db) => new(
    [
        .. fact.Users.Select(user => new Notice(
            NotificationKind.CommunityInvited, user, fact.By, "A friend invited you to a community", fact.Community, fact.At)
        {
            Message = fact.Message,
        }),
    ]);

    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(JoinRequested fact, GraphDb db) => new(
    [
        .. fact.Moderators.Select(moderator => new Notice(
            NotificationKind.JoinRequested, moderator, fact.Request.UserId, "Somebody asks to join a community", fact.Request.RequestId, fact.At)
        {
            Message = fact.Request.Message,
            Context = fact.Request.CommunityId,
        }),
    ]);

    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(JoinRequestClosed fact, GraphDb db) =>
        new([new NoticesChanged(fact.Request, IsWithdrawn: true, fact.At)]);

    public async ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(CommunityRoleChanged fact, GraphDb db)
    {
        // A notice of somebody behind a block is not shown, but everybody must know their own role.
        var isBlocked = await db.Set<Block>().AnyAsync(b => b.OwnerId == fact.User && b.OtherId == fact.By);
        var notice = new Notice(
            NotificationKind.CommunityRoleChanged, fact.User, isBlocked ? fact.User : fact.By, TitleOf(fact.Role), fact.Community, fact.At);

        // Requests to join, with their messages, are for moderators only.
        return fact.Role == CommunityRole.Member
            ? [new NoticesChanged(fact.Community, IsWithdrawn: true, fact.At) { Recipient = fact.User }, notice]
            : [notice];
    }

    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(CommunityBecameSecret fact, GraphDb db) =>
        new([new LinesChanged(fact.Community, IsWithdrawn: true, fact.At)]);

    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(CommunityClosed fact, GraphDb db) => new(
    [
        new LinesChanged(fact.Community, IsWithdrawn: true, fact.At),
        new NoticesChanged(fact.Community, IsWithdrawn: true, fact.At),
    ]);

    private static string TitleOf(CommunityRole role) => role switch
    {
        CommunityRole.Owner => "You are the owner of a community now",
        CommunityRole.Moderator => "You are a moderator of a community now",
        _ => "You are a member of a community without another role now",
    };
}
