using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Payments;

/// <summary>
/// Settles delayed transfers that are due, unless the payer's account is frozen. Transfers that became due while no
/// node was running are settled when a node starts.
/// </summary>
public sealed class DelayedTransfers(Units units, GeneralLedger ledger, TimeProvider clock) : IDeadline
{
    private static readonly KeptQuery<(DateTime Now, int Most), TransactionId> FirstDue = new((db, of) => Due(db, of.Now).Take(of.Most));

    public string Name => "delayed transfers";

    public async Task<IReadOnlyList<ITypedId>> DueAsync(
        GraphDb db, DateTime now, int most, CancellationToken cancellationToken) =>
        (await FirstDue.ListAsync(db, (now, most), cancellationToken)).AsDue();

    public async Task MeetAsync(ITypedId id, CancellationToken cancellationToken)
    {
        try
        {
            await units.WriteAsync(db => SettleAsync(db, (TransactionId)id), CancellationToken.None);
        }
        catch (DomainException refusal) when (refusal.Errors is [AccountFrozenError])
        {
            // The payer froze the account in the meantime. The transfer is due again once it is unfrozen.
        }
    }

    private static IQueryable<TransactionId> Due(GraphDb db, DateTime now) =>
        from hold in db.Set<Hold>()
        join transaction in db.Set<Transaction>() on hold.TransactionId equals transaction.Id
        join payer in db.Set<User>() on transaction.PayerId equals payer.Id
        where hold.Status == HoldStatus.Open && hold.SettlesAt <= now && payer.FrozenAt == null
        orderby hold.SettlesAt
        select hold.TransactionId;

    /// <summary>
    /// Settles a transfer. Freezing an account locks the wallet. So once the wallet is locked here, the account is
    /// either frozen already, or will be frozen only after the transfer.
    /// </summary>
    private async Task<bool> SettleAsync(GraphDb db, TransactionId id) =>
        await Due(db, clock.UtcNow()).ContainsAsync(id)
        && await ledger.PostHoldAsync(db, id, part: null, async () =>
        {
            var payer = await db.Set<Transaction>().Where(t => t.Id == id).Select(t => t.PayerId).SingleAsync();
            if (await db.Set<User>().AnyAsync(u => u.Id == payer && u.FrozenAt != null))
            {
                throw new DomainException(new AccountFrozenError());
            }
        });
}
