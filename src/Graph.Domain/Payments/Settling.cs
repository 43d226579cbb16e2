using Graph.Domain.Ledger;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Graph.Domain.Payments;

/// <summary>
/// Holds whose time has come: delayed transfers settle, unless their payer is frozen, and what expired goes back. What
/// came due while no node ran is made up for when one starts.
/// </summary>
public sealed class Settling(Units units, GeneralLedger ledger, TimeProvider clock, ILogger<Settling> log)
    : LeasedWork(units, clock, log)
{
    private const int AtATime = 200;

    protected override string Name => "settling";

    public override async Task<int> WorkAsync(CancellationToken cancellationToken)
    {
        var now = Clock.UtcNow();
        var (due, expired) = await Units.ReadAsync(async db => (
            await Due(db, now).Take(AtATime).ToListAsync(cancellationToken),
            await db.Holds
                .Where(h => h.Status == HoldStatus.Open && h.ExpiresAt <= now)
                .OrderBy(h => h.ExpiresAt)
                .Select(h => h.TransactionId)
                .Take(AtATime)
                .ToListAsync(cancellationToken)));
        foreach (var transaction in due)
        {
            await TryAsync(() => Units.WriteAsync(db => SettleAsync(db, transaction), CancellationToken.None), cancellationToken);
        }

        foreach (var transaction in expired)
        {
            await TryAsync(
                () => Units.WriteAsync(
                    db => ledger.VoidHoldAsync(db, transaction, TransactionStatus.Expired, "Its time ran out."),
                    CancellationToken.None),
                cancellationToken);
        }

        return due.Count + expired.Count;
    }

    private static IQueryable<TransactionId> Due(GraphDb db, DateTime now) =>
        from hold in db.Holds
        join transaction in db.Transactions on hold.TransactionId equals transaction.Id
        join payer in db.Users on transaction.PayerId equals payer.Id
        where hold.Status == HoldStatus.Open && hold.SettlesAt <= now && payer.FrozenAt == null
        orderby hold.SettlesAt
        select hold.TransactionId;

    /// <summary>Looks again at whether the payer is frozen: freezing waits for nobody.</summary>
    private async Task<bool> SettleAsync(GraphDb db, TransactionId id)
    {
        var now = Clock.UtcNow();
        return await Due(db, now).ContainsAsync(id) && await ledger.PostHoldAsync(db, id);
    }
}
