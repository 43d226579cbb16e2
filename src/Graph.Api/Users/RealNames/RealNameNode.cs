using Graph.Domain.Ledger.Limits;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Users.RealNames;

/// <summary>The viewer's verified identity, after Announcement [2015] No. 43 of the People's Bank of China.</summary>
public sealed class RealNameNode(User user)
{
    /// <summary>The real-name level that follows from the viewer's accepted evidence.</summary>
    public RealNameLevel Level => user.Level;

    /// <summary>The full name on the accepted identity card; null when no card was accepted.</summary>
    public string? FullName => user.RealName;

    /// <summary>
    /// The identity number with all but its first and last character hidden; null when no identity card was accepted.
    /// </summary>
    public async Task<string?> MaskedIdNumber(GraphDb db, CancellationToken cancellationToken) =>
        user.PersonId is { } person
            ? await db.Set<Person>().Where(p => p.Id == person).Select(p => p.MaskedIdNumber).SingleAsync(cancellationToken)
            : null;

    /// <summary>The evidence that the viewer submitted, the newest first, at most 100.</summary>
    public async Task<IReadOnlyList<EvidenceNode>> Evidence(GraphDb db, CancellationToken cancellationToken)
    {
        var evidence = await db.Set<Evidence>()
            .Where(e => e.UserId == user.Id)
            .OrderByDescending(e => e.SubmittedAt)
            .Take(100)
            .ToListAsync(cancellationToken);
        return evidence.ConvertAll(row => new EvidenceNode(row));
    }

    /// <summary>
    /// The limits on payments at the viewer's level, and how much of each is left. There is a limit for each day and
    /// strength of confirmation. CLASS_II and CLASS_III also have one for each calendar year; CLASS_I has one for the
    /// life of the account. The list is empty below CLASS_I.
    /// </summary>
    public Task<IReadOnlyList<SpendingLimit>> Limits(GraphDb db, TimeProvider clock) =>
        SpendingLimits.OfAsync(db, user.Id, user.PersonId, user.Level, clock.UtcNow());

    /// <summary>The evidence that is missing for the next level; null at the highest level, CLASS_III.</summary>
    public async Task<NextRealNameLevelNode?> Next(GraphDb db, CancellationToken cancellationToken)
    {
        if (user.Level == RealNameLevel.ClassIII)
        {
            return null;
        }

        var accepted = await db.Set<Evidence>()
            .Where(e => e.UserId == user.Id && e.Status == EvidenceStatus.Accepted)
            .Select(e => e.Kind)
            .Distinct()
            .ToListAsync(cancellationToken);
        var (missing, accepts) = RealNameLevels.Missing(accepted, user.Level + 1);
        return new NextRealNameLevelNode(user.Level + 1, missing, accepts);
    }
}

/// <summary>The evidence that the viewer needs for the next real-name level.</summary>
/// <param name="Level">The next level.</param>
/// <param name="MissingChannels">The number of channels that must still be accepted for it.</param>
/// <param name="Accepts">The channels that would count. Submit one with `submitEvidence`.</param>
public sealed record NextRealNameLevelNode(RealNameLevel Level, int MissingChannels, IReadOnlyList<EvidenceKind> Accepts);
