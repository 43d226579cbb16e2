namespace Graph.Domain.Ledger.Transactions;

/// <summary>From somebody's side: money in, out, or neither.</summary>
public enum TransactionDirection
{
    /// <summary>Money comes to the viewer.</summary>
    In,

    /// <summary>Money leaves the viewer.</summary>
    Out,

    /// <summary>The viewer's money does not move.</summary>
    Neutral,
}
