namespace Graph.Domain.Ledger.Transactions;

/// <summary>The status of a transaction.</summary>
public enum TransactionStatus
{
    /// <summary>Held, or waiting for the bank; not settled yet.</summary>
    Pending = 0,

    /// <summary>Settled: the postings are written.</summary>
    Posted = 1,

    /// <summary>Taken back before it settled.</summary>
    Cancelled = 2,

    /// <summary>Expired before it settled.</summary>
    Expired = 3,

    /// <summary>The bank declined it.</summary>
    Declined = 4,
}
