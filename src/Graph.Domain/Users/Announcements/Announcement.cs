using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Users.Announcements;

/// <summary>
/// A message to users about something that happened. The feed stores it in the transaction of the event.
/// </summary>
public abstract record Announcement;

/// <summary>A notification for one user.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Recipient">The user who is notified.</param>
/// <param name="Actor">The user who did it; the recipient when no other user did it.</param>
/// <param name="Title">A line of English text for the user, at most 120 characters.</param>
/// <param name="Subject">The object that the notification is about.</param>
/// <param name="At">When it happened.</param>
public sealed record Notice(
    NotificationKind Kind, UserId Recipient, UserId Actor, string Title, ITypedId Subject, DateTime At) : Announcement
{
    /// <summary>What a user wrote about it, for example the note of a payment; null when nobody wrote anything.</summary>
    public string? Message { get; init; }

    /// <summary>The business on whose behalf the actor acted; null when the actor acted as a private person.</summary>
    public ITypedId? Source { get; init; }
}

/// <summary>
/// The friends of a user, or the sources that the user follows, changed. Nobody is told; but the user's live streams begin
/// to hear of others.
/// </summary>
/// <param name="User">The user.</param>
/// <param name="At">When it happened.</param>
public sealed record CircleChanged(UserId User, DateTime At) : Announcement;

/// <summary>An activity in the feed of the actor's friends, or of users who follow the source.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Actor">The user who did it.</param>
/// <param name="Subject">The object that the activity is about.</param>
/// <param name="Visibility">Which users may see it. This is checked when the feed is read.</param>
/// <param name="At">When it happened.</param>
public sealed record FeedLine(ActivityKind Kind, UserId Actor, ITypedId Subject, Visibility Visibility, DateTime At) : Announcement
{
    /// <summary>The user on the other side; null when there is none.</summary>
    public UserId? Other { get; init; }

    /// <summary>
    /// The source on whose behalf the actor acted and that users can follow, for example a merchant. Null when the
    /// actor acted as a private person.
    /// </summary>
    public ITypedId? Source { get; init; }
}
