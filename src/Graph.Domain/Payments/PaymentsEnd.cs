using Graph.Domain.Ledger;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Payments.Requests;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Privacy;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Payments;

/// <summary>
/// An account can be closed when its wallet is empty and nothing is on its way. Open requests of the user are cancelled,
/// and those of others to the user are declined.
/// </summary>
public sealed class PaymentsEnd : IAccountEnd
{
    public async Task<IReadOnlyList<string>> OpenMattersAsync(GraphDb db, UserId user)
    {
        var wallet = await db.Set<Account>().SingleAsync(a => a.OwnerId == user);
        var matters = new List<string>();
        if (wallet.Balance.MinorUnits != 0)
        {
            matters.Add("Withdraw the money in the wallet.");
        }

        if (wallet.DebitsPending != 0 || wallet.CreditsPending != 0)
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
        await GeneralLedger.CloseWalletAsync(db, user, now);

        Task CloseAsync(IQueryable<PaymentRequest> requests, PaymentRequestStatus status) => requests.ExecuteUpdateAsync(set => set
            .SetProperty(r => r.Status, status)
            .SetProperty(r => r.ClosedAt, now));
    }
}
