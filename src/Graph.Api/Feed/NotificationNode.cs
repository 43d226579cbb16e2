using Graph.Api.Server.Conventions;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Server.Streams;
using Graph.Api.Users.Announcements;
using Graph.Domain.Feed;
using Graph.Domain.Shared;

namespace Graph.Api.Feed;

/// <summary>A notification as it comes, or word that some are missing.</summary>
[Union("NotificationUpdate")]
public interface INotificationUpdate;

/// <summary>Something that concerns the viewer.</summary>
/// <param name="notification">The notification.</param>
/// <param name="sequence">Its place in the log, where it came by a stream; else it is looked up when asked for.</param>
public sealed class NotificationNode(Notification notification, long? sequence = null) : INode, INotificationUpdate
{
    /// <summary>Opaque and global; only its recipient can fetch it.</summary>
    public ITypedId Id => notification.Id;

    /// <summary>Give it as `after` to resume a live stream where it broke off.</summary>
    public Loading<string> Cursor(FeedLoaders feed) => sequence is { } place
        ? new Loaded<string>(LiveCursor.Encode(place))
        : feed.PlaceOfNotification.Load(notification.Id, LiveCursor.Encode);

    /// <summary>One line for people, in English; build your own from `subject` for another language.</summary>
    public string Title => notification.Title;

    /// <summary>What it is about.</summary>
    public Loading<INotificationSubject?> Subject(NodeFinder nodes) =>
        nodes.Find(new GlobalId(notification.SubjectType, notification.SubjectId))
            .Then(found => found as INotificationSubject);

    /// <summary>When the viewer read it; null while unread.</summary>
    public DateTime? ReadAt => notification.ReadAt;

    /// <summary>When it came.</summary>
    public DateTime At => notification.At;
}
