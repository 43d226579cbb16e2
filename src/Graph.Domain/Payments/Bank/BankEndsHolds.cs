using Graph.Domain.Ledger.Checking;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;

namespace Graph.Domain.Payments.Bank;

/// <summary>The bank's answer to an open request ends its hold.</summary>
public sealed class BankEndsHolds : IEndsHolds
{
    public IQueryable<TransactionId> Of(GraphDb db) =>
        db.Set<BankRequest>().Where(r => r.Status == BankRequestStatus.Open).Select(r => r.TransactionId);
}
