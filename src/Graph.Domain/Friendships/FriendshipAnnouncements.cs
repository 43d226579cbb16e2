using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Announcements;

namespace Graph.Domain.Friendships;

/// <summary>What people are told of friendships.</summary>
public sealed class FriendshipAnnouncements : IAnnounce<FriendRequestSent>, IAnnounce<FriendshipBegan>
{
    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(FriendRequestSent fact, GraphDb db)
    {
        var request = fact.Request;
        return new([new Notice(request.ToId, request.FromId, "Somebody wants to be your friend", request.Id, request.SentAt)]);
    }

    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(FriendshipBegan fact, GraphDb db) => new(
    [
        new Notice(fact.With, fact.By, "You have a new friend", fact.Request, fact.At),
        new FeedLine(ActivityKind.BecameFriends, fact.By, fact.With, Visibility.Friends, fact.At) { Other = fact.With },

        // The other side sees the friendship by a line of its own; third persons have seen it by the first one.
        new FeedLine(ActivityKind.BecameFriends, fact.With, fact.By, Visibility.Parties, fact.At) { Other = fact.By },
    ]);
}
