using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Announcements;
using Graph.Domain.Users.RealNames;

namespace Graph.Domain.Users;

/// <summary>Tells users about decisions on their own evidence, and their friends about a higher level.</summary>
public sealed class UserAnnouncements : IAnnounce<EvidenceDecided>, IAnnounce<LevelChanged>
{
    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(EvidenceDecided fact, GraphDb db)
    {
        var evidence = fact.Evidence;
        return new([new Notice(evidence.UserId, evidence.UserId, TitleOf(evidence), evidence.Id, evidence.DecidedAt!.Value)]);
    }

    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(LevelChanged fact, GraphDb db) => fact.To > fact.From
        ? new([new FeedLine(ActivityKind.LevelReached, fact.User, fact.User, Visibility.Friends, fact.At)])
        : new([]);

    private static string TitleOf(Evidence evidence) => evidence.Status switch
    {
        EvidenceStatus.Accepted => "Your evidence was accepted",
        EvidenceStatus.Expired => "Your evidence is too old; submit it again",
        EvidenceStatus.Revoked => "Your evidence was withdrawn",
        _ => "Your evidence was not accepted",
    };
}
