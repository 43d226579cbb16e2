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

    /// <summary>
    /// The object to which the subject belongs, for example the post of a comment; null when there is none. The
    /// notification is withdrawn with it too.
    /// </summary>
    public ITypedId? Context { get; init; }
}

/// <summary>
/// The friends of a user, or the sources that the user follows, changed. Nobody is told; but the user's live streams begin
/// to hear of others.
/// </summary>
/// <param name="User">The user.</param>
/// <param name="At">When it happened.</param>
public sealed record CircleChanged(UserId User, DateTime At) : Announcement;

/// <summary>
/// What the feed says about an object changes with it: lines disappear or come back, or others may see them. Nobody is told.
/// </summary>
/// <param name="Subject">The object that the lines are about.</param>
/// <param name="IsWithdrawn">Whether the lines are hidden from everybody from now on.</param>
/// <param name="At">When it happened.</param>
public sealed record LinesChanged(ITypedId Subject, bool IsWithdrawn, DateTime At) : Announcement
{
    /// <summary>Only the lines of this user change; null for all lines about the object.</summary>
    public UserId? Actor { get; init; }

    /// <summary>Which users may see the lines from now on; null when that stays as it is.</summary>
    public Visibility? Visibility { get; init; }
}

/// <summary>
/// The notifications about an object, and about what belongs to it, disappear for all their recipients. Those about the
/// object itself can come back.
/// </summary>
/// <param name="Subject">The object that the notifications are about.</param>
/// <param name="IsWithdrawn">Whether the notifications are hidden from now on.</param>
/// <param name="At">When it happened.</param>
public sealed record NoticesChanged(ITypedId Subject, bool IsWithdrawn, DateTime At) : Announcement
{
    /// <summary>Only the notifications to this user change; null for all notifications about the object.</summary>
    public UserId? Recipient { get; init; }
}

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

    /// <summary>
    /// Whether the actor did it as a person among those who follow the source, for example in a community. Then the actor
    /// is shown and not the source, and a block with the actor hides it.
    /// </summary>
    public bool IsInPerson { get; init; }
}
