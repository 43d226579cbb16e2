namespace Graph.Domain.Ledger.Transactions;

/// <summary>Where a transaction stands.</summary>
public enum TransactionStatus
{
    /// <summary>Held, or asked of the bank; not settled yet.</summary>
    Pending = 0,

    /// <summary>Settled: the postings are made.</summary>
    Posted = 1,

    /// <summary>Taken back before it settled.</summary>
    Cancelled = 2,

    /// <summary>Its time ran out before it settled.</summary>
    Expired = 3,

    /// <summary>The bank refused it.</summary>
    Declined = 4,
}
