namespace Graph.Domain.Users.Announcements;

/// <summary>The kind of a notification, for a front end's own words, icons and links.</summary>
public enum NotificationKind
{
    /// <summary>Somebody asked the viewer to be friends. `subject` is the FriendRequest.</summary>
    FriendRequested = 0,

    /// <summary>A person accepted, and is a friend of the viewer now. `subject` is the FriendRequest.</summary>
    FriendshipBegan = 1,

    /// <summary>It was decided on evidence of the viewer, or it has ended. `subject` is the Evidence.</summary>
    EvidenceDecided = 2,

    /// <summary>
    /// Another account was identified as the same person as the viewer. `subject` is the Evidence, the viewer's identity card.
    /// </summary>
    SecurityChanged = 3,

    /// <summary>The viewer's wallet was topped up. `subject` is the Transaction.</summary>
    ToppedUp = 4,

    /// <summary>The bank declined a top-up. `subject` is the Transaction.</summary>
    TopUpDeclined = 5,

    /// <summary>A withdrawal is on its way to the viewer's card. `subject` is the Transaction.</summary>
    Withdrawn = 6,

    /// <summary>The bank declined a withdrawal, and the money is back. `subject` is the Transaction.</summary>
    WithdrawalDeclined = 7,

    /// <summary>The viewer received money. `subject` is the Transaction.</summary>
    MoneyReceived = 8,

    /// <summary>Somebody sent a delayed transfer to the viewer. `subject` is the Transaction.</summary>
    MoneyOnItsWay = 9,

    /// <summary>The sender took a delayed transfer back. `subject` is the Transaction.</summary>
    MoneyTakenBack = 10,

    /// <summary>An operator reversed a payment of the viewer. `subject` is the Transaction of the reversal.</summary>
    PaymentReversed = 11,

    /// <summary>Somebody asks the viewer for money. `subject` is the PaymentRequest.</summary>
    PaymentRequested = 12,

    /// <summary>A person declined the viewer's request for money. `subject` is the PaymentRequest.</summary>
    PaymentRequestDeclined = 13,

    /// <summary>Somebody split a bill with the viewer. `subject` is the Bill.</summary>
    BillShared = 14,

    /// <summary>A friend shared a deal with the viewer. `subject` is the Deal.</summary>
    DealShared = 15,

    /// <summary>Somebody bought a deal of the viewer's merchant. `subject` is the Order.</summary>
    DealSold = 16,

    /// <summary>A voucher of the viewer was redeemed. `subject` is the Order.</summary>
    VoucherRedeemed = 17,

    /// <summary>An order of the viewer is complete. `subject` is the Order.</summary>
    OrderCompleted = 18,

    /// <summary>The viewer got the money of an order back. `subject` is the Order.</summary>
    OrderRefunded = 19,

    /// <summary>An order's time ran out, and the viewer got the money back. `subject` is the Order.</summary>
    OrderExpired = 20,

    /// <summary>A buyer asks the viewer's merchant for the money back. `subject` is the Order.</summary>
    RefundRequested = 21,

    /// <summary>The merchant declined the viewer's request for a refund. `subject` is the Order.</summary>
    RefundRefused = 22,

    /// <summary>A group of the viewer is complete. `subject` is the GroupBuy.</summary>
    GroupCompleted = 23,

    /// <summary>The viewer earned a reward for sharing a deal. `subject` is the Transaction.</summary>
    RewardEarned = 24,

    /// <summary>A settlement is on its way to the viewer's card. `subject` is the Transaction.</summary>
    SettlementPaid = 25,

    /// <summary>The bank declined a settlement, and the money is back. `subject` is the Transaction.</summary>
    SettlementDeclined = 26,

    /// <summary>A friend asked the viewer for a loan. `subject` is the Loan.</summary>
    LoanRequested = 27,

    /// <summary>A friend offered the viewer a loan. `subject` is the Loan.</summary>
    LoanOffered = 28,

    /// <summary>A loan that the viewer asked for or offered was paid out. `subject` is the Loan.</summary>
    LoanPaidOut = 29,

    /// <summary>A loan that the viewer asked for or offered was declined. `subject` is the Loan.</summary>
    LoanDeclined = 30,

    /// <summary>A request or an offer to the viewer was taken back. `subject` is the Loan.</summary>
    LoanCancelled = 31,

    /// <summary>Nobody answered a request or an offer of the viewer in time. `subject` is the Loan.</summary>
    LoanExpired = 32,

    /// <summary>The viewer received a repayment. `subject` is the Loan.</summary>
    LoanRepaymentReceived = 33,

    /// <summary>A loan of the viewer is paid back completely. `subject` is the Loan.</summary>
    LoanRepaid = 34,

    /// <summary>Somebody to whom the viewer owed money for a loan gave up the claim. `subject` is the Loan.</summary>
    LoanForgiven = 35,

    /// <summary>
    /// An instalment is due soon, or today: three days before and on the day it is told to the person who pays it and to the one
    /// who gets it. `subject` is the Loan.
    /// </summary>
    LoanDue = 36,

    /// <summary>An instalment of a loan of the viewer is overdue. `subject` is the Loan.</summary>
    LoanOverdue = 37,

    /// <summary>An instalment of the viewer could not be paid by itself for three days. `subject` is the Loan.</summary>
    AutoRepayFailed = 38,

    /// <summary>An instalment was unpaid for 90 days, so the whole loan is due. `subject` is the Loan.</summary>
    LoanDefaulted = 39,

    /// <summary>A friend asked the viewer to stand in for a loan. `subject` is the Guarantee.</summary>
    GuaranteeAsked = 40,

    /// <summary>A friend stands in for a loan of the viewer. `subject` is the Guarantee.</summary>
    GuaranteeGiven = 41,

    /// <summary>A friend declined to stand in for a loan of the viewer. `subject` is the Guarantee.</summary>
    GuaranteeDeclined = 42,

    /// <summary>The viewer has to pay for a loan that is in default. `subject` is the Guarantee.</summary>
    GuaranteeCalled = 43,

    /// <summary>What the viewer had to pay for a loan was taken from the wallet. `subject` is the Guarantee.</summary>
    GuaranteeDrawn = 44,

    /// <summary>A borrower gave back a part of what the viewer paid as a guarantor. `subject` is the Guarantee.</summary>
    GuaranteeRecovered = 45,

    /// <summary>A loan that the viewer guaranteed is closed, and nothing is owed any more. `subject` is the Guarantee.</summary>
    GuaranteeReleased = 46,

    /// <summary>An instalment of the viewer was paid from the wallet by itself. `subject` is the Loan.</summary>
    AutoRepaid = 47,

    /// <summary>A guarantor paid for a loan of the viewer, who owes it to the guarantor now. `subject` is the Loan.</summary>
    GuarantorPaid = 48,

    /// <summary>
    /// The lender let the rest of a loan go, so the viewer has nothing more to pay for it as a guarantor. `subject` is the
    /// Guarantee.
    /// </summary>
    GuaranteeCallEnded = 49,

    /// <summary>An order of the viewer was settled. `subject` is the FundOrder.</summary>
    FundOrderSettled = 50,

    /// <summary>
    /// A subscription of the viewer cancelled itself, because its day had no value, and the money is back. `subject` is the
    /// FundOrder.
    /// </summary>
    FundOrderCancelled = 51,

    /// <summary>
    /// Automatic investing of the viewer, or a monthly plan, was paused, because it could not invest. `subject` is the StandingOrder,
    /// whose `pauseReason` says why.
    /// </summary>
    StandingOrderPaused = 52,

    /// <summary>
    /// An operator verified an institution for which the viewer works, so its funds are for sale. `subject` is the Institution.
    /// </summary>
    InstitutionVerified = 53,

    /// <summary>
    /// An operator handed an institution over to a new owner. The new owner, the former one and the staff get it; `subject` is the
    /// Institution.
    /// </summary>
    InstitutionTransferred = 54,

    /// <summary>
    /// An operator took back the verification of an institution for which the viewer works, so its funds are not for sale. `subject`
    /// is the Institution.
    /// </summary>
    InstitutionSuspended = 55,

    /// <summary>A friend mentioned the viewer in a post or a comment. `subject` is the Post or the Comment.</summary>
    PostMentioned = 60,

    /// <summary>Somebody commented on a post of the viewer. `subject` is the Comment.</summary>
    PostCommented = 61,

    /// <summary>Somebody replied to a comment of the viewer. `subject` is the Comment.</summary>
    CommentReplied = 62,

    /// <summary>An operator hid a post or a comment of the viewer. `message` says why; `subject` is null.</summary>
    ContentHidden = 63,

    /// <summary>A member invited the viewer to a community. `subject` is the CommunityNotice.</summary>
    CommunityInvited = 70,

    /// <summary>Somebody asks to join a community that the viewer moderates. `subject` is the JoinRequest.</summary>
    JoinRequested = 71,

    /// <summary>The viewer was taken into a community. `subject` is the CommunityNotice.</summary>
    JoinAccepted = 72,

    /// <summary>
    /// The viewer got another role in a community. `subject` is the CommunityNotice, and `viewerRole` of its community is the role
    /// that the viewer has now.
    /// </summary>
    CommunityRoleChanged = 73,

    /// <summary>A passkey was added to the viewer's account. `subject` is the Passkey; null when it was removed later.</summary>
    PasskeyAdded = 80,

    /// <summary>A passkey was removed from the viewer's account. `subject` is null, because the Passkey is gone.</summary>
    PasskeyRemoved = 81,
}
