using Graph.Domain.Ledger.Limits;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Users;

/// <summary>Who the viewer is to the outside world, after PBoC Announcement [2015] No. 43.</summary>
public sealed class RealNameNode(User user)
{
    /// <summary>What the accepted evidence amounts to.</summary>
    public RealNameLevel Level => user.Level;

    /// <summary>The name on the accepted identity card.</summary>
    public string? FullName => user.RealName;

    /// <summary>The identity number with all but its first and last character hidden.</summary>
    public async Task<string?> MaskedIdNumber(GraphDb db, CancellationToken cancellationToken) =>
        user.PersonId is { } person
            ? await db.Set<Person>().Where(p => p.Id == person).Select(p => p.MaskedIdNumber).SingleAsync(cancellationToken)
            : null;

    /// <summary>Everything that was submitted; the newest first.</summary>
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
    /// What payments the level still allows: a day, by strength of confirmation; a calendar year for CLASS_II and
    /// CLASS_III; over the account's life for CLASS_I. None below.
    /// </summary>
    public Task<IReadOnlyList<SpendingLimit>> Limits(GraphDb db, TimeProvider clock) =>
        SpendingLimits.OfAsync(db, user.PersonId, user.Level, clock.UtcNow());

    /// <summary>What is missing for the next level; null at the highest.</summary>
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

/// <summary>The way to the next level.</summary>
/// <param name="Level">The next level.</param>
/// <param name="MissingChannels">How many more accepted channels it needs.</param>
/// <param name="Accepts">Which channels would count.</param>
public sealed record NextRealNameLevelNode(RealNameLevel Level, int MissingChannels, IReadOnlyList<EvidenceKind> Accepts);
