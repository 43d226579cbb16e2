using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Orders;
using Graph.Domain.Shared;

namespace Graph.Domain.Deals;

// This file holds all errors of deals.

/// <summary>
/// There are fewer pieces left than were requested, so nothing was bought. A refund may bring some back later.
/// </summary>
/// <param name="Left">How many pieces are left.</param>
public sealed record SoldOutError(int Left) : DomainError("There are not enough pieces left.");

/// <summary>The deal cannot be bought now: it has not started, has ended, or is paused.</summary>
/// <param name="Reason">The reason why it cannot be bought.</param>
public sealed record DealNotOpenError(EligibilityCode Reason) : DomainError("This deal cannot be bought now.");

/// <summary>
/// The purchase would exceed the number of pieces that a person may have of this deal, over all accounts of that
/// person. Refunded pieces do not count.
/// </summary>
/// <param name="Maximum">How many pieces a person may have.</param>
/// <param name="Left">How many more pieces the viewer may buy.</param>
public sealed record DealLimitReachedError(int Maximum, int Left)
    : DomainError("This is more than one person may buy of this deal.");

/// <summary>
/// The viewer works for the merchant of this deal, and staff cannot buy the deals of their own merchant.
/// </summary>
public sealed record OwnDealError() : DomainError("You work for this merchant, so you cannot buy its deals.");

/// <summary>The user in `sharedBy` did not share this deal with the viewer. Buy the deal without `sharedBy`.</summary>
public sealed record NotSharedError() : DomainError("This person did not share the deal with you.");

/// <summary>The group is full, or its time is over. Start another group.</summary>
/// <param name="Status">The current status of the group.</param>
public sealed record GroupClosedError(GroupBuyStatus Status) : DomainError("This group is closed; start another one.");

/// <summary>The viewer is in this group already. A person can join a group only once, over all accounts.</summary>
public sealed record AlreadyInGroupError() : DomainError("You are in this group already.");

/// <summary>
/// The order does not have the status that this action needs: it is too early or too late, or the action was done
/// before.
/// </summary>
/// <param name="Status">
/// The status of the order. One whose time is over has the status that it takes then, which `Order.status` shows a moment later.
/// </param>
public sealed record OrderStatusError(OrderStatus Status)
    : DomainError("This is not possible with the current status of the order.");

/// <summary>
/// The order is a voucher, so there is no receipt to confirm. The buyer shows the code in a shop, and the shop redeems
/// it.
/// </summary>
public sealed record VoucherOrderError()
    : DomainError("This order is a voucher; show its code in the shop, which redeems it.");

/// <summary>No voucher that can be redeemed in this shop has this code.</summary>
public sealed record InvalidVoucherError() : DomainError("There is no voucher with this code for this shop.");

/// <summary>
/// A refund of this order was requested before, and the merchant has answered. It can be requested only once.
/// </summary>
public sealed record RefundAnsweredError() : DomainError("A refund of this order was already requested and answered.");

/// <summary>Only the owner of the merchant can do this. The rest of the staff cannot.</summary>
public sealed record OwnerOnlyError() : DomainError("Only the owner of the merchant can do this.");

/// <summary>
/// The owner has no accepted bank card to which the money can be paid out. Submit a bank card as evidence first.
/// </summary>
public sealed record NoBankCardError() : DomainError("You have no accepted bank card; add one first.");

/// <summary>
/// The merchant's owner has lost real-name level CLASS_III. No deal can be published until the owner has it again.
/// </summary>
public sealed record OwnerLevelError() : DomainError("The owner of the merchant needs real-name level CLASS_III.");

/// <summary>
/// A limit of merchants is reached: the number of merchants of a person, of staff, of shops, or of published deals of
/// a person's personal shops. A person is counted over all accounts.
/// </summary>
/// <param name="Maximum">The maximum number.</param>
public sealed record MerchantLimitError(int Maximum) : DomainError("You have reached the limit; no more can be added.");

/// <summary>The deal has ended, or was never published.</summary>
/// <param name="Status">The current status of the deal.</param>
public sealed record DealStatusError(DealStatus Status)
    : DomainError("This is not possible with the current status of the deal.");
