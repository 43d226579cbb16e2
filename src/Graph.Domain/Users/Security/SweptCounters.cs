using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Passkeys;
using Graph.Domain.Users.Phones;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Users.Security;

/// <summary>A round of sweeping; its id says nothing.</summary>
public readonly record struct SweepId(Guid Value) : ITypedId<SweepId>
{
    public static SweepId From(Guid value) => new(value);
}

/// <summary>
/// Deletes counters of guesses, and challenges to phones and authenticators, when nothing can depend on them any more.
/// So guesses and requests leave no trace for longer than two days.
/// </summary>
public sealed class SweptCounters(Units units, TimeProvider clock) : IDeadline
{
    /// <summary>Longer than the longest window, which is a day.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(2);

    private static readonly KeptQuery<DateTime, int> Due = new((db, before) =>
        db.Set<AttemptCounter>().Where(c => c.ReservedAt < before).OrderBy(c => c.ReservedAt).Take(1).Select(_ => 1)
            .Concat(db.Set<PhoneChallenge>().Where(c => c.ExpiresAt < before).OrderBy(c => c.ExpiresAt).Take(1).Select(_ => 1))
            .Concat(db.Set<PasskeyChallenge>().Where(c => c.ExpiresAt < before).OrderBy(c => c.ExpiresAt).Take(1).Select(_ => 1)));

    public string Name => "swept counters";

    public async Task<IReadOnlyList<ITypedId>> DueAsync(GraphDb db, DateTime now, int most, CancellationToken cancellationToken) =>
        (await Due.ListAsync(db, now - Kept, cancellationToken)).Count > 0 ? [new SweepId(Guid.Empty)] : [];

    public Task MeetAsync(ITypedId id, CancellationToken cancellationToken) => units.WriteAsync(async db =>
    {
        var before = clock.UtcNow() - Kept;
        await db.Set<AttemptCounter>().Where(c => c.ReservedAt < before).ExecuteDeleteAsync(cancellationToken);
        await db.Set<PasskeyChallenge>().Where(c => c.ExpiresAt < before).ExecuteDeleteAsync(cancellationToken);
        return await db.Set<PhoneChallenge>().Where(c => c.ExpiresAt < before).ExecuteDeleteAsync(cancellationToken);
    }, cancellationToken);
}
