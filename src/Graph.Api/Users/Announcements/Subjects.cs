using Graph.Api.Server.Conventions;

namespace Graph.Api.Users.Announcements;

/// <summary>An object that a line of the feed is about.</summary>
[Union("ActivitySubject")]
public interface IActivitySubject;

/// <summary>An object that a notification is about.</summary>
[Union("NotificationSubject")]
public interface INotificationSubject;

/// <summary>An object that notifications do not show as it is, because its fields have another shape than those of other subjects.</summary>
public interface INoticed
{
    /// <summary>What a notification shows of the object.</summary>
    INotificationSubject InNotification { get; }
}
