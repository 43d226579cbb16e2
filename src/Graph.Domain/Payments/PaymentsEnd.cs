using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Payments.Requests;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Privacy;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Payments;

/// <summary>
/// An account can be closed when its wallet is empty and nothing is on its way. Open requests of the user are cancelled,
/// and those of others to the user are declined. A delayed transfer whose sender froze the account goes back, because nobody knows when it
/// would arrive.
/// </summary>
public sealed class PaymentsEnd(GeneralLedger ledger) : IAccountEnd
{
    public async Task<IReadOnlyList<string>> OpenMattersAsync(GraphDb db, UserId user)
    {
        var wallet = await db.Set<Account>().SingleAsync(a => a.OwnerId == user);
        var matters = new List<string>();
        if (wallet.Balance.MinorUnits != 0)
        {
            matters.Add("Withdraw the money in the wallet.");
        }

        var stuck = await WalletLock.Waiting(db, user, fromFrozen: true).SumAsync(hold => hold.Amount);
        if (wallet.DebitsPending != 0 || wallet.CreditsPending != stuck)
        {
            matters.Add("Wait until the payments on their way have settled, or take them back.");
        }

        return matters;
    }

    public async Task CloseAsync(GraphDb db, UserId user, DateTime now)
    {
        var open = db.Set<PaymentRequest>().Where(r => r.Status == PaymentRequestStatus.Open && (r.PayeeId == user || r.PayerId == user));
        await CloseAsync(open.Where(r => r.PayeeId == user), PaymentRequestStatus.Cancelled);
        await CloseAsync(open.Where(r => r.PayerId == user), PaymentRequestStatus.Declined);
        foreach (var hold in await WalletLock.Waiting(db, user, fromFrozen: false).OrderBy(hold => hold.Id).ToListAsync())
        {
            await SendBackAsync(db, hold, now);
        }

        await GeneralLedger.CloseWalletAsync(db, user, now);

        Task CloseAsync(IQueryable<PaymentRequest> requests, PaymentRequestStatus status) => requests.ExecuteUpdateAsync(set => set
            .SetProperty(r => r.Status, status)
            .SetProperty(r => r.ClosedAt, now));
    }

    /// <summary>What the user wrote to others goes. The note of a payment stays, as a part of the payment.</summary>
    public async Task EraseAsync(GraphDb db, UserId user, DateTime now)
    {
        await db.Set<PaymentRequest>().Where(r => r.PayeeId == user && r.Note != null)
            .ExecuteUpdateAsync(set => set.SetProperty(r => r.Note, (string?)null));
        await db.Set<Bill>().Where(b => b.PayerId == user).ExecuteUpdateAsync(set => set.SetProperty(b => b.Title, ""));
    }

    private async Task SendBackAsync(GraphDb db, Hold hold, DateTime now)
    {
        if (!await ledger.VoidHoldAsync(db, hold.TransactionId, TransactionStatus.Expired, "The payee closed the account."))
        {
            throw new InvalidOperationException($"Transaction {hold.TransactionId.Value} moved while both of its wallets were locked.");
        }

        var payer = await db.Set<Account>().Where(a => a.Id == hold.DebitId).Select(a => a.OwnerId).SingleAsync();
        var amount = new Money(hold.Amount, hold.Currency);
        db.Audit(payer!.Value, AuditKind.MoneyMoved, now, $"TRANSFER sent back, because the payee closed the account: {amount}.", isByNoSession: true);
    }
}
