namespace Graph.Domain.Ledger.Transactions;

/// <summary>What kind of business fact a transaction is.</summary>
public enum TransactionKind
{
    /// <summary>From one's own bank card into the wallet.</summary>
    TopUp,

    /// <summary>From the wallet to one's own bank card.</summary>
    Withdrawal,

    /// <summary>From person to person.</summary>
    Transfer,

    /// <summary>A payment request that was paid.</summary>
    PaymentRequest,

    /// <summary>A share of a split bill.</summary>
    BillShare,

    /// <summary>Money put into a red packet.</summary>
    RedPacketSent,

    /// <summary>A share taken out of a red packet.</summary>
    RedPacketOpened,

    /// <summary>What was left of a red packet after 24 hours.</summary>
    RedPacketReturned,

    /// <summary>A deal that was bought; the money waits in escrow.</summary>
    Purchase,

    /// <summary>Escrow paid out to the merchant.</summary>
    EscrowRelease,

    /// <summary>Money given back for a purchase, whole or in part.</summary>
    Refund,

    /// <summary>Another transaction, undone.</summary>
    Reversal,

    /// <summary>The reward for a shared deal that was bought.</summary>
    ShareReward,

    /// <summary>A merchant's settlement paid out.</summary>
    SettlementWithdrawal,

    /// <summary>The principal of a loan.</summary>
    LoanDisbursement,

    /// <summary>A repayment of a loan.</summary>
    LoanRepayment,

    /// <summary>A guarantor paying for a borrower.</summary>
    GuaranteeCall,

    /// <summary>Money put into a fund.</summary>
    FundSubscription,

    /// <summary>Money taken out of a fund.</summary>
    FundRedemption,

    /// <summary>A day's income of a fund.</summary>
    FundYield,
}
