using Graph.Domain.Friendships;
using Graph.Domain.Lending.Loans;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Graph.Domain.Lending.Trust;

public readonly record struct TrustSnapshotId(Guid Value) : ITypedId<TrustSnapshotId>
{
    public static TrustSnapshotId From(Guid value) => new(value);
}

/// <summary>A day on which the snapshot of the promises was taken.</summary>
public sealed class TrustSnapshot
{
    public required DateOnly TakenOn { get; init; }

    public required DateTime TakenAt { get; init; }
}

internal sealed class TrustSnapshotConfiguration : IEntityTypeConfiguration<TrustSnapshot>
{
    public void Configure(EntityTypeBuilder<TrustSnapshot> snapshot) => snapshot.HasKey(s => s.TakenOn);
}

/// <summary>
/// Once a night, writes down how much of each promise counts in chains: what is left of it, if its giver allows chains, and
/// both are friends, at CLASS_II or above. A freeze changes nothing here, because what is shown would tell it.
/// </summary>
public sealed class TrustSnapshots(Units units, TimeProvider clock) : IDeadline
{
    /// <summary>Three in the morning in Shanghai, when few people look.</summary>
    private static readonly TimeSpan Hour = TimeSpan.FromHours(3);

    private static readonly KeptQuery<DateOnly, DateOnly> TakenSince = new((db, night) =>
        db.Set<TrustSnapshot>().Where(s => s.TakenOn >= night).Select(s => s.TakenOn).OrderBy(day => day).Take(1));

    public string Name => "trust snapshots";

    public async Task<IReadOnlyList<ITypedId>> DueAsync(GraphDb db, DateTime now, int most, CancellationToken cancellationToken) =>
        (await TakenSince.ListAsync(db, NightOf(now), cancellationToken)).Count > 0 ? [] : [new TrustSnapshotId(Guid.Empty)];

    public Task MeetAsync(ITypedId id, CancellationToken cancellationToken) => units.WriteAsync(TakeAsync, cancellationToken);

    /// <summary>Takes the snapshot of the last night, unless it was taken. The first of two nodes to insert its day takes it.</summary>
    public async Task<bool> TakeAsync(GraphDb db)
    {
        var now = clock.UtcNow();
        var night = NightOf(now);
        if (await db.Set<TrustSnapshot>().AnyAsync(s => s.TakenOn >= night))
        {
            return false;
        }

        db.Set<TrustSnapshot>().Add(new TrustSnapshot { TakenOn = night, TakenAt = now });
        await db.SaveChangesAsync();
        var counting = db.Set<User>().Where(u => u.Level >= LendingPolicy.Level && u.ClosedAt == null);
        var counts = db.Set<TrustLine>().Where(l => l.Chains && l.CreditLimit > l.Used
            && db.Set<Friendship>().Any(f => f.OwnerId == l.GiverId && f.FriendId == l.ReceiverId)
            && counting.Any(u => u.Id == l.GiverId) && counting.Any(u => u.Id == l.ReceiverId));
        await db.Set<TrustLine>()
            .Where(l => l.Shown > 0 && !counts.Any(c => c.Id == l.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(l => l.Shown, 0));
        await counts
            .Where(l => l.Shown != l.CreditLimit - l.Used)
            .ExecuteUpdateAsync(set => set.SetProperty(l => l.Shown, l => l.CreditLimit - l.Used));
        return true;
    }

    private static DateOnly NightOf(DateTime now) => BusinessCalendar.DateOf(now - Hour);
}
