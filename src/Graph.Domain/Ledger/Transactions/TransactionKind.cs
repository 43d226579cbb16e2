namespace Graph.Domain.Ledger.Transactions;

/// <summary>What kind of business fact a transaction is.</summary>
public enum TransactionKind
{
    /// <summary>From one's own bank card into the wallet.</summary>
    TopUp = 0,

    /// <summary>From the wallet to one's own bank card.</summary>
    Withdrawal = 1,

    /// <summary>From person to person.</summary>
    Transfer = 2,

    /// <summary>A payment request that was paid.</summary>
    PaymentRequest = 3,

    /// <summary>A share of a split bill.</summary>
    BillShare = 4,

    /// <summary>Money put into a red packet.</summary>
    RedPacketSent = 5,

    /// <summary>A share taken out of a red packet.</summary>
    RedPacketOpened = 6,

    /// <summary>What was left of a red packet after 24 hours.</summary>
    RedPacketReturned = 7,

    /// <summary>A deal that was bought; the money waits in escrow.</summary>
    Purchase = 8,

    /// <summary>Escrow paid out to the merchant.</summary>
    EscrowRelease = 9,

    /// <summary>Money given back for a purchase, whole or in part.</summary>
    Refund = 10,

    /// <summary>Another transaction, undone.</summary>
    Reversal = 11,

    /// <summary>The reward for a shared deal that was bought.</summary>
    ShareReward = 12,

    /// <summary>A merchant's settlement paid out.</summary>
    SettlementWithdrawal = 13,

    /// <summary>The principal of a loan.</summary>
    LoanDisbursement = 14,

    /// <summary>A repayment of a loan.</summary>
    LoanRepayment = 15,

    /// <summary>A guarantor paying for a borrower.</summary>
    GuaranteeCall = 16,

    /// <summary>Money put into a fund.</summary>
    FundSubscription = 17,

    /// <summary>Money taken out of a fund.</summary>
    FundRedemption = 18,

    /// <summary>A day's income of a fund.</summary>
    FundYield = 19,
}
