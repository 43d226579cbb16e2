using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Server.Streams;
using Graph.Api.Users;
using Graph.Api.Users.Announcements;
using Graph.Domain.Feed;
using Graph.Domain.Shared;
using Graph.Domain.Users.Announcements;

namespace Graph.Api.Feed;

/// <summary>An event of the stream `notifications`. Exactly one of the fields is set.</summary>
/// <param name="Notification">A new notification.</param>
/// <param name="Gap">Says that notifications are missing, and where to resume.</param>
public sealed record NotificationUpdate(NotificationNode? Notification, StreamGap? Gap);

/// <summary>A message to the viewer about an event that concerns them.</summary>
/// <param name="notification">The notification.</param>
/// <param name="sequence">
/// Its position in the log, if it came from a stream; otherwise it is looked up on demand.
/// </param>
public sealed class NotificationNode(Notification notification, long? sequence = null) : INode
{
    /// <summary>The opaque global ID. Only the recipient can fetch the notification by it.</summary>
    public ITypedId Id => notification.Id;

    /// <summary>
    /// The position in the live streams. Give it as `after` of a subscription to resume after this notification, or as
    /// `upTo` of `markNotificationsRead`. To page the list, use the `cursor` of the edge.
    /// </summary>
    public Loading<string> LiveCursor(FeedLoaders feed, GraphContext context) => sequence is { } place
        ? new Loaded<string>(Server.Streams.LiveCursor.Encode(place, notification.Number))
        : feed.PlaceOfNotification.Load(
            notification.Id, logged => Server.Streams.LiveCursor.Encode(context.Bound(logged), notification.Number));

    /// <summary>The kind of the notification. Choose words of your own, an icon and a link by it.</summary>
    public NotificationKind Kind => notification.Kind;

    /// <summary>One line of English text for people. For other languages, build the text from `kind` and `actor`.</summary>
    public string Title => notification.Title;

    /// <summary>
    /// The person or the merchant who did it; null when it is about the viewer's own doing, or about a bank's.
    /// </summary>
    public Loading<IParty?> Actor(NodeFinder nodes, UserLoaders users) => notification switch
    {
        { SourceType: { } type, SourceId: { } source } => nodes.Find(new GlobalId(type, source.Value)).Then(found => found as IParty),
        _ when notification.ActorId == notification.RecipientId => new Loaded<IParty?>((IParty?)null),
        _ => users.Named.Load(notification.ActorId, user => (IParty?)user),
    };

    /// <summary>
    /// What a person wrote about it, for example the note of a payment or the reason for a refund, at most 200
    /// characters; null when nobody wrote anything.
    /// </summary>
    public string? Message => notification.Message;

    /// <summary>The object that the notification is about; null when the viewer may not see it any more.</summary>
    public Loading<INotificationSubject?> Subject(NodeFinder nodes) =>
        nodes.Find(new GlobalId(notification.SubjectType, notification.SubjectId))
            .Then(found => found is INoticed noticed ? noticed.InNotification : found as INotificationSubject);

    /// <summary>The time at which the viewer read the notification, in UTC; null while it is unread.</summary>
    public DateTime? ReadAt => notification.ReadAt;

    /// <summary>The time of the notification, in UTC.</summary>
    public DateTime At => notification.At;
}
