using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Payments.Requests;

/// <summary>
/// Cancels the open requests of a user who has no real-name level any more, because that user can receive no new
/// money. Shares of bills stay open, because that money was already spent. Requests that other users sent to this
/// user, and all money, stay as they are.
/// </summary>
public sealed class RequestsEnd : ILevelLoss, IStopLock
{
    /// <summary>An answer locks the request before the wallets, so this does too.</summary>
    public async Task<IReadOnlyCollection<UserId>> LockAsync(GraphDb db, StopReason reason, IReadOnlyCollection<UserId> users)
    {
        var isClosing = reason == StopReason.Closing;
        if (reason != StopReason.Freeze)
        {
            await db.LockAsync(db.Set<PaymentRequest>().Where(r => r.Status == PaymentRequestStatus.Open
                && (users.Contains(r.PayeeId) || (isClosing && users.Contains(r.PayerId)))));
        }

        return [];
    }

    public async Task EndAsync(GraphDb db, UserId user, RealNameLevel level, DateTime now)
    {
        if (level > RealNameLevel.None)
        {
            return;
        }

        await db.Set<PaymentRequest>()
            .Where(r => r.PayeeId == user && r.Status == PaymentRequestStatus.Open && r.ExpiresAt > now && r.BillId == null)
            .ExecuteUpdateAsync(set => set
                .SetProperty(r => r.Status, PaymentRequestStatus.Cancelled)
                .SetProperty(r => r.ClosedAt, now));
    }
}
