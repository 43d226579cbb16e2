using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Payments.Requests;

/// <summary>
/// Who has no level any more can receive no new money: what they asked for and nobody paid yet is cancelled. Shares of
/// bills stay, for that money was spent already; what others asked of them stays, and so does all money.
/// </summary>
public sealed class RequestsEnd : ILevelLoss
{
    public async Task EndAsync(GraphDb db, UserId user, RealNameLevel level, DateTime now)
    {
        if (level > RealNameLevel.None)
        {
            return;
        }

        var open = db.Set<PaymentRequest>().Where(r =>
            r.ToId == user && r.Status == PaymentRequestStatus.Open && r.ExpiresAt > now && r.BillId == null);
        var asked = await open.Select(r => r.FromId).Distinct().ToListAsync();
        await open.ExecuteUpdateAsync(set => set
            .SetProperty(r => r.Status, PaymentRequestStatus.Cancelled)
            .SetProperty(r => r.ClosedAt, now));
        asked.ForEach(other => db.Touch(Topic.Of(other)));
    }
}
