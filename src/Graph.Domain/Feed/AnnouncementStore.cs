using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Announcements;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Feed;

/// <summary>Stores the announcements of an event in the lists and in the log, and wakes the listeners.</summary>
public sealed class AnnouncementStore<TEvent>(
    IEnumerable<IAnnounce<TEvent>> announcers, AnnouncedSubjects subjects, TimeProvider clock) : IReaction<TEvent>
    where TEvent : IDomainEvent
{
    private readonly IAnnounce<TEvent>[] _announcers = [.. announcers];

    public async Task ReactAsync(TEvent fact, GraphDb db, CancellationToken cancellationToken)
    {
        foreach (var announcer in _announcers)
        {
            foreach (var announcement in await announcer.AnnounceAsync(fact, db))
            {
                await StoreAsync(db, announcement, cancellationToken);
            }
        }
    }

    private async Task StoreAsync(GraphDb db, Announcement announcement, CancellationToken cancellationToken)
    {
        switch (announcement)
        {
            case LinesChanged change:
                await ChangeLinesAsync(db, change, cancellationToken);
                break;
            case NoticesChanged change:
                await ChangeNoticesAsync(db, change, cancellationToken);
                break;
            case Notice notice:
                var notification = NotificationOf(notice);
                db.Set<Notification>().Add(notification);
                db.Set<FeedEvent>().Add(FeedEvent.Of(notification));
                db.Hint(FeedTopics.Log);
                break;
            case FeedLine line:
                var activity = ActivityOf(line);
                db.Set<Activity>().Add(activity);
                db.Set<FeedEvent>().Add(FeedEvent.Of(activity));
                db.Hint(FeedTopics.Log);
                break;
            case CircleChanged change:
                db.Set<FeedEvent>().Add(FeedEvent.Of(change));
                db.Hint(FeedTopics.CircleOf(change.User));
                db.Hint(FeedTopics.Log);
                break;
            default:
                throw new InvalidOperationException($"An announcement of type {announcement.GetType().Name} cannot be stored.");
        }
    }

    private static async Task ChangeLinesAsync(GraphDb db, LinesChanged change, CancellationToken cancellationToken)
    {
        var lines = db.Set<Activity>().Where(a => a.SubjectId == change.Subject.Value);
        lines = change.Actor is { } actor ? lines.Where(a => a.ActorId == actor) : lines;
        await lines.ExecuteUpdateAsync(set => set.SetProperty(a => a.IsWithdrawn, change.IsWithdrawn), cancellationToken);
        if (change.Visibility is { } visibility)
        {
            await lines.ExecuteUpdateAsync(set => set.SetProperty(a => a.Visibility, visibility), cancellationToken);
        }
    }

    private static async Task ChangeNoticesAsync(GraphDb db, NoticesChanged change, CancellationToken cancellationToken)
    {
        var subject = change.Subject.Value;
        var notices = change.IsWithdrawn
            ? db.Set<Notification>().Where(n => n.SubjectId == subject || n.ContextId == subject)
            : db.Set<Notification>().Where(n => n.SubjectId == subject);
        notices = change.Recipient is { } recipient ? notices.Where(n => n.RecipientId == recipient) : notices;
        await notices.ExecuteUpdateAsync(set => set.SetProperty(n => n.IsWithdrawn, change.IsWithdrawn), cancellationToken);
    }

    private Notification NotificationOf(Notice notice) => new()
    {
        Id = new NotificationId(clock.NewGuid()),
        Kind = notice.Kind,
        RecipientId = notice.Recipient,
        ActorId = notice.Actor,
        SourceType = notice.Source is null ? null : TypeNames.Of(notice.Source),
        SourceId = notice.Source is { } source ? new SourceId(source.Value) : null,
        Title = notice.Title,
        Message = notice.Message,
        SubjectType = subjects.TypeNameOf(notice.Subject),
        SubjectId = notice.Subject.Value,
        ContextId = notice.Context?.Value,
        IsAboutMoney = subjects.IsAboutMoney(notice.Subject),
        At = notice.At,
    };

    private Activity ActivityOf(FeedLine line) => new()
    {
        Id = new ActivityId(clock.NewGuid()),
        Kind = line.Kind,
        ActorId = line.Actor,
        OtherId = line.Other,
        SourceType = line.Source is null ? null : TypeNames.Of(line.Source),
        SourceId = line.Source is { } source ? new SourceId(source.Value) : null,
        IsInPerson = line.IsInPerson,
        SubjectType = subjects.TypeNameOf(line.Subject),
        SubjectId = line.Subject.Value,
        Visibility = line.Visibility,
        At = line.At,
    };
}

/// <summary>The types of subjects that announcements may be about, as the features have declared them.</summary>
public sealed class AnnouncedSubjects(IEnumerable<AnnouncedSubject> subjects)
{
    private readonly Dictionary<Type, AnnouncedSubject> _subjects = subjects.ToDictionary(subject => subject.IdType);

    public string TypeNameOf(ITypedId subject) => TypeNames.Of(Declared(subject).IdType);

    public bool IsAboutMoney(ITypedId subject) => Declared(subject).IsAboutMoney;

    private AnnouncedSubject Declared(ITypedId subject) => _subjects.GetValueOrDefault(subject.GetType())
        ?? throw new InvalidOperationException($"No module declares {subject.GetType().Name} with AddSubject.");
}
