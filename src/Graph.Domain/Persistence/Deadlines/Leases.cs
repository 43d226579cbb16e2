using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Persistence.Deadlines;

/// <summary>
/// Lets only one node at a time do a kind of background work. When a node dies, its lease runs out after a few
/// seconds, and another node takes over.
/// </summary>
public sealed class Leases(Units units, TimeProvider clock)
{
    /// <summary>For how long a lease is taken.</summary>
    internal TimeSpan Term { get; init; } = TimeSpan.FromSeconds(5);

    private readonly LeaseHolder _me = new(clock.NewGuid());

    /// <summary>Takes the lease if it is free, or renews it if this node holds it.</summary>
    /// <returns>False when another node holds it.</returns>
    public Task<bool> ClaimAsync(string name) => units.WriteAsync(async db =>
    {
        var now = await db.NowAsync();
        var until = now + Term;
        var claimed = await db.Set<Lease>()
            .Where(l => l.Name == name && (l.Holder == _me || l.Until < now))
            .ExecuteUpdateAsync(set => set.SetProperty(l => l.Holder, _me).SetProperty(l => l.Until, until));
        if (claimed == 0 && !await db.Set<Lease>().AnyAsync(l => l.Name == name))
        {
            // When two nodes insert the first lease at once, one fails on the key, runs again and finds the lease
            // taken.
            db.Set<Lease>().Add(new Lease { Name = name, Holder = _me, Until = until });
            claimed = 1;
        }

        return claimed == 1;
    });

    /// <summary>Gives back all leases of this node, so that other nodes need not wait until they run out.</summary>
    public Task GiveBackAsync(CancellationToken cancellationToken) => units.WriteAsync(
        db => db.Set<Lease>().Where(l => l.Holder == _me).ExecuteDeleteAsync(cancellationToken), cancellationToken);
}
