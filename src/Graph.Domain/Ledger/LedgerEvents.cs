using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Shared;

namespace Graph.Domain.Ledger;

/// <summary>Money was set aside for a transaction that settles later, or not.</summary>
public sealed record TransactionHeld(Transaction Transaction, DateTime At) : IDomainEvent;

/// <summary>A transaction settled: its postings are made.</summary>
public sealed record TransactionPosted(Transaction Transaction, DateTime At) : IDomainEvent;

/// <summary>A transaction ended without settling.</summary>
public sealed record TransactionEnded(Transaction Transaction, TransactionStatus Status, DateTime At) : IDomainEvent;
