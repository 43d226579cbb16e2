namespace Graph.Domain.Ledger.Transactions;

/// <summary>The direction of the money, as the viewer sees it.</summary>
public enum TransactionDirection
{
    /// <summary>The viewer receives money.</summary>
    In,

    /// <summary>The viewer pays money.</summary>
    Out,

    /// <summary>The viewer's money does not move.</summary>
    Neutral,
}
