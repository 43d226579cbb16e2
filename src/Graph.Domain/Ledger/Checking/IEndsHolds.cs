using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;

namespace Graph.Domain.Ledger.Checking;

/// <summary>
/// A feature that ends holds by itself. A hold without a time of its own must be known to one of them, or its money is
/// set aside for ever.
/// </summary>
public interface IEndsHolds
{
    /// <summary>Selects the transactions whose holds the feature will end.</summary>
    IQueryable<TransactionId> Of(GraphDb db);
}
