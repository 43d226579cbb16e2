namespace Graph.Domain.Ledger.Transactions;

/// <summary>Where a transaction stands.</summary>
public enum TransactionStatus
{
    /// <summary>Held, or asked of the bank; not settled yet.</summary>
    Pending,

    /// <summary>Settled: the postings are made.</summary>
    Posted,

    /// <summary>Taken back before it settled.</summary>
    Cancelled,

    /// <summary>Its time ran out before it settled.</summary>
    Expired,

    /// <summary>The bank refused it.</summary>
    Declined,
}
