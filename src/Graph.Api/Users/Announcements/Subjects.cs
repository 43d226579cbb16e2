using Graph.Api.Server.Conventions;

namespace Graph.Api.Users.Announcements;

/// <summary>An object that a line of the feed is about.</summary>
[Union("ActivitySubject")]
public interface IActivitySubject;

/// <summary>An object that a notification is about.</summary>
[Union("NotificationSubject")]
public interface INotificationSubject;
