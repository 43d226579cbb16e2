using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Shared;

namespace Graph.Domain.Ledger;

/// <summary>Money was held for a transaction that is not settled yet.</summary>
public sealed record TransactionHeld(Transaction Transaction, DateTime At) : IDomainEvent;

/// <summary>A transaction settled: its postings were written.</summary>
public sealed record TransactionPosted(Transaction Transaction, DateTime At) : IDomainEvent;

/// <summary>A transaction ended without settling.</summary>
public sealed record TransactionEnded(Transaction Transaction, TransactionStatus Status, DateTime At) : IDomainEvent;
