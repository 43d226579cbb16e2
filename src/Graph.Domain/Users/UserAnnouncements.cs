using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Announcements;
using Graph.Domain.Users.Passkeys;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Users;

/// <summary>
/// Tells users about decisions on their own evidence and changes of their passkeys, and their friends about a higher
/// level.
/// </summary>
public sealed class UserAnnouncements :
    IAnnounce<EvidenceDecided>,
    IAnnounce<LevelChanged>,
    IAnnounce<PersonJoined>,
    IAnnounce<PasskeysChanged>
{
    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(EvidenceDecided fact, GraphDb db)
    {
        var evidence = fact.Evidence;
        return new(
        [
            new Notice(
                NotificationKind.EvidenceDecided, evidence.UserId, evidence.UserId, TitleOf(evidence), evidence.Id, evidence.DecidedAt!.Value),
        ]);
    }

    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(LevelChanged fact, GraphDb db) => fact.To > fact.From
        ? new([new FeedLine(ActivityKind.LevelReached, fact.User, fact.User, Visibility.Friends, fact.At)])
        : new([]);

    /// <summary>Tells the owner about the identity card of their account, by which the other account was identified.</summary>
    public async ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(PersonJoined fact, GraphDb db)
    {
        var card = await db.Set<Evidence>()
            .Where(e => e.UserId == fact.User && e.Kind == EvidenceKind.IdCard)
            .OrderByDescending(e => e.SubmittedAt)
            .Select(e => e.Id)
            .FirstAsync();
        return [new Notice(NotificationKind.SecurityChanged, fact.User, fact.User, "Another account was identified as you", card, fact.At)];
    }

    public ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(PasskeysChanged fact, GraphDb db) => new(
    [
        new Notice(
            fact.IsAdded ? NotificationKind.PasskeyAdded : NotificationKind.PasskeyRemoved,
            fact.User,
            fact.User,
            fact.IsAdded ? "A passkey was added to your account" : "A passkey was removed from your account",
            fact.Passkey,
            fact.At),
    ]);

    private static string TitleOf(Evidence evidence) => evidence.Status switch
    {
        EvidenceStatus.Accepted when evidence.Kind == EvidenceKind.BankCard => "A bank card was added to your account",
        EvidenceStatus.Accepted => "Your evidence was accepted",
        EvidenceStatus.Expired => "Your evidence is too old; submit it again",
        EvidenceStatus.Revoked => "Your evidence was withdrawn",
        _ => "Your evidence was not accepted",
    };
}
