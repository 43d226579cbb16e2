using Graph.Api.Server.Conventions;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Server.Streams;
using Graph.Api.Users.Announcements;
using Graph.Domain.Feed;
using Graph.Domain.Shared;

namespace Graph.Api.Feed;

/// <summary>An event of the stream `notifications`: a notification, or a StreamGap when some are missing.</summary>
[Union("NotificationUpdate")]
public interface INotificationUpdate;

/// <summary>A message to the viewer about an event that concerns them.</summary>
/// <param name="notification">The notification.</param>
/// <param name="sequence">
/// Its position in the log, if it came from a stream; otherwise it is looked up on demand.
/// </param>
public sealed class NotificationNode(Notification notification, long? sequence = null) : INode, INotificationUpdate
{
    /// <summary>The opaque global ID. Only the recipient can fetch the notification by it.</summary>
    public ITypedId Id => notification.Id;

    /// <summary>
    /// The position in the stream. Give it as `after` of the subscription to resume after this notification.
    /// </summary>
    public Loading<string> Cursor(FeedLoaders feed) => sequence is { } place
        ? new Loaded<string>(LiveCursor.Encode(place))
        : feed.PlaceOfNotification.Load(notification.Id, LiveCursor.Encode);

    /// <summary>One line of English text for people. For other languages, build the text from `subject`.</summary>
    public string Title => notification.Title;

    /// <summary>The object that the notification is about; null when the viewer may not see it any more.</summary>
    public Loading<INotificationSubject?> Subject(NodeFinder nodes) =>
        nodes.Find(new GlobalId(notification.SubjectType, notification.SubjectId))
            .Then(found => found as INotificationSubject);

    /// <summary>The time at which the viewer read the notification, in UTC; null while it is unread.</summary>
    public DateTime? ReadAt => notification.ReadAt;

    /// <summary>The time of the notification, in UTC.</summary>
    public DateTime At => notification.At;
}
