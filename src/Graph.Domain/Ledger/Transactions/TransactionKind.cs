namespace Graph.Domain.Ledger.Transactions;

/// <summary>The kind of a transaction.</summary>
public enum TransactionKind
{
    /// <summary>Money from the user's own bank card into the wallet.</summary>
    TopUp = 0,

    /// <summary>Money from the wallet to the user's own bank card.</summary>
    Withdrawal = 1,

    /// <summary>Money from one person to another.</summary>
    Transfer = 2,

    /// <summary>The payment of a payment request.</summary>
    PaymentRequest = 3,

    /// <summary>The payment of a share of a split bill.</summary>
    BillShare = 4,

    /// <summary>Money that was put into a red packet.</summary>
    RedPacketSent = 5,

    /// <summary>A share that was taken out of a red packet.</summary>
    RedPacketOpened = 6,

    /// <summary>The rest of a red packet, returned after 24 hours.</summary>
    RedPacketReturned = 7,

    /// <summary>The payment for a deal; the money waits in escrow.</summary>
    Purchase = 8,

    /// <summary>The payment from escrow to the merchant.</summary>
    EscrowRelease = 9,

    /// <summary>Money given back for a purchase, completely or in part.</summary>
    Refund = 10,

    /// <summary>A transaction that undoes another one.</summary>
    Reversal = 11,

    /// <summary>The reward for sharing a deal that was then bought.</summary>
    ShareReward = 12,

    /// <summary>A merchant's money, paid out to a bank card.</summary>
    SettlementWithdrawal = 13,

    /// <summary>The principal of a loan, paid to the borrower.</summary>
    LoanDisbursement = 14,

    /// <summary>A repayment of a loan.</summary>
    LoanRepayment = 15,

    /// <summary>A guarantor's payment for a borrower.</summary>
    GuaranteeCall = 16,

    /// <summary>Money invested in a fund.</summary>
    FundSubscription = 17,

    /// <summary>Money taken out of a fund.</summary>
    FundRedemption = 18,

    /// <summary>A fund's income or loss of a day.</summary>
    FundYield = 19,

    /// <summary>Money of a settled order that goes on: to the fund, to its institution as a fee, or to the bank that advanced it.</summary>
    FundSettlement = 20,

    /// <summary>Money that a bank provides for instant redemptions of a fund.</summary>
    FundAdvance = 21,
}
