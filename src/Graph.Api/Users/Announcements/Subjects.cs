using Graph.Api.Server.Conventions;

namespace Graph.Api.Users.Announcements;

/// <summary>What a line of the feed is about.</summary>
[Union("ActivitySubject")]
public interface IActivitySubject;

/// <summary>What a notification is about.</summary>
[Union("NotificationSubject")]
public interface INotificationSubject;
