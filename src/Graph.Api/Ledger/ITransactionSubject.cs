using Graph.Api.Server.Conventions;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Ledger;

/// <summary>
/// An object for which a transaction was made: a split bill, a payment request, an order of a deal or of a fund, a loan or a guarantee.
/// </summary>
[Union("TransactionSubject")]
public interface ITransactionSubject;

/// <summary>
/// Finds the objects for which transactions were made. Each feature that makes transactions for such objects
/// implements it, and the ledger asks all implementations.
/// </summary>
public interface ITransactionSubjectSource
{
    /// <summary>The subjects by transaction. Subjects that the viewer may not see are left out.</summary>
    Task<IReadOnlyDictionary<TransactionId, ITransactionSubject>> FindAsync(
        IReadOnlyList<TransactionId> ids, CancellationToken cancellationToken);

    /// <summary>
    /// The people whose money was kept in escrow, by the transaction that released it. Only features with an escrow
    /// know any.
    /// </summary>
    Task<IReadOnlyDictionary<TransactionId, UserId>> FindPayersAsync(
        IReadOnlyList<TransactionId> ids, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<TransactionId, UserId>>(new Dictionary<TransactionId, UserId>());
}
