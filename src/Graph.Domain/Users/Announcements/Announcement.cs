using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Users.Announcements;

/// <summary>What is told to somebody because something happened. The feed stores it in the transaction of the event.</summary>
public abstract record Announcement;

/// <summary>A notification for one person.</summary>
/// <param name="Recipient">The person who is told.</param>
/// <param name="Actor">The person who did it; the recipient where nobody else did.</param>
/// <param name="Title">One line for people, in English, at most 120 characters.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="At">When it happened.</param>
public sealed record Notice(UserId Recipient, UserId Actor, string Title, ITypedId Subject, DateTime At) : Announcement;

/// <summary>A line in the feed of friends, or of those who follow the source.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Actor">The person who did it.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Visibility">Who may see it, decided when it is read.</param>
/// <param name="At">When it happened.</param>
public sealed record FeedLine(ActivityKind Kind, UserId Actor, ITypedId Subject, Visibility Visibility, DateTime At) : Announcement
{
    /// <summary>The person on the other side; null where there is none.</summary>
    public UserId? Other { get; init; }

    /// <summary>What the actor acted for, and what others follow, a merchant for example; null for a person's own acts.</summary>
    public ITypedId? Source { get; init; }
}
