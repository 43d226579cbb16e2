using Graph.Api.Server.Conventions;
using Graph.Domain.Ledger.Transactions;

namespace Graph.Api.Ledger;

/// <summary>What a transaction was made for.</summary>
[Union("TransactionSubject")]
public interface ITransactionSubject;

/// <summary>
/// Finds what transactions were made for. A feature that makes transactions for something implements it; the ledger asks all.
/// </summary>
public interface ITransactionSubjectSource
{
    /// <summary>The subjects that the viewer may see, by transaction; others are left out.</summary>
    Task<IReadOnlyDictionary<TransactionId, ITransactionSubject>> FindAsync(
        IReadOnlyList<TransactionId> ids, CancellationToken cancellationToken);
}
