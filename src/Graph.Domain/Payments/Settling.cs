using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
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

    protected override async Task<IReadOnlyList<Func<Task>>> DueAsync(CancellationToken cancellationToken)
    {
        var now = Clock.UtcNow();
        return await Units.ReadAsync(async db =>
        {
            var due = await Due(db, now).Take(AtATime).ToListAsync(cancellationToken);
            var expired = await db.Set<Hold>()
                .Where(h => h.Status == HoldStatus.Open && h.ExpiresAt <= now)
                .OrderBy(h => h.ExpiresAt)
                .Select(h => h.TransactionId)
                .Take(AtATime)
                .ToListAsync(cancellationToken);
            return (IReadOnlyList<Func<Task>>)
            [
                .. due.Select(id => (Func<Task>)(() => SettleAsync(id))),
                .. expired.Select(id => (Func<Task>)(() => Units.WriteAsync(db => ExpireAsync(db, id), CancellationToken.None))),
            ];
        });
    }

    private static IQueryable<TransactionId> Due(GraphDb db, DateTime now) =>
        from hold in db.Set<Hold>()
        join transaction in db.Set<Transaction>() on hold.TransactionId equals transaction.Id
        join payer in db.Set<User>() on transaction.PayerId equals payer.Id
        where hold.Status == HoldStatus.Open && hold.SettlesAt <= now && payer.FrozenAt == null
        orderby hold.SettlesAt
        select hold.TransactionId;

    /// <summary>Who froze the account in the meantime stops it; it is due again once they unfreeze.</summary>
    private async Task SettleAsync(TransactionId id)
    {
        try
        {
            await Units.WriteAsync(db => SettleAsync(db, id), CancellationToken.None);
        }
        catch (DomainException refusal) when (refusal.Errors is [AccountFrozenError])
        {
        }
    }

    private async Task<bool> SettleAsync(GraphDb db, TransactionId id)
    {
        if (!await Due(db, Clock.UtcNow()).ContainsAsync(id) || !await ledger.PostHoldAsync(db, id))
        {
            return false;
        }

        var payer = await db.Set<Transaction>().Where(t => t.Id == id).Select(t => t.PayerId).SingleAsync();
        await Wallets.RequireNotFrozenAsync(db, payer!.Value);
        return true;
    }

    private Task<bool> ExpireAsync(GraphDb db, TransactionId id) =>
        ledger.VoidHoldAsync(db, id, TransactionStatus.Expired, "Its time ran out.");
}
