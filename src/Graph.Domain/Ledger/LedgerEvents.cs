using Graph.Domain.Shared;

namespace Graph.Domain.Ledger;

/// <summary>A transaction settled: its postings are made.</summary>
public sealed record TransactionPosted(Transaction Transaction, DateTime At) : IDomainEvent;

/// <summary>A transaction ended without settling.</summary>
public sealed record TransactionEnded(Transaction Transaction, TransactionStatus Status, DateTime At) : IDomainEvent;
