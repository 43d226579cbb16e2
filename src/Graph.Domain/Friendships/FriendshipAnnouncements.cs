using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Announcements;

namespace Graph.Domain.Friendships;

/// <summary>Tells users about friend requests and new friendships.</summary>
public sealed class FriendshipAnnouncements :
    IAnnounce<FriendRequestSent>, IAnnounce<FriendRequestCancelled>, IAnnounce<FriendshipBegan>, IAnnounce<FriendshipsEnded>, IAnnounce<BlockBegan>
{
    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(FriendRequestSent fact, GraphDb db)
    {
        var request = fact.Request;
        return new(
        [
            new Notice(
                NotificationKind.FriendRequested, request.ToId, request.FromId, "Somebody wants to be your friend", request.Id, request.SentAt)
            {
                Message = request.Message,
            },
        ]);
    }

    /// <summary>The message of a request that was taken back is not read any more.</summary>
    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(FriendRequestCancelled fact, GraphDb db) =>
        new([new NoticesChanged(fact.Request, IsWithdrawn: true, fact.At)]);

    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(FriendshipsEnded fact, GraphDb db) =>
        new([.. fact.Others.Prepend(fact.One).Select(user => new CircleChanged(user, fact.At))]);

    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(BlockBegan fact, GraphDb db) =>
        new([new CircleChanged(fact.By, fact.At), new CircleChanged(fact.Other, fact.At)]);

    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(FriendshipBegan fact, GraphDb db) => new(
    [
        // These come first, so that the streams of both hear of the lines that follow.
        new CircleChanged(fact.By, fact.At),
        new CircleChanged(fact.With, fact.At),
        new Notice(NotificationKind.FriendshipBegan, fact.With, fact.By, "You have a new friend", fact.Request, fact.At),
        new FeedLine(ActivityKind.BecameFriends, fact.By, fact.With, Visibility.Friends, fact.At) { Other = fact.With },

        // The other user sees the friendship through a line of their own. All other users see it through the first
        // line.
        new FeedLine(ActivityKind.BecameFriends, fact.With, fact.By, Visibility.Parties, fact.At) { Other = fact.By },
    ]);
}
