using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Orders;
using Graph.Domain.Shared;

namespace Graph.Domain.Deals;

// All failures of the feature on one page, one line each.

/// <summary>There are not as many pieces left as were asked for; nothing was bought. A refund may bring some back.</summary>
/// <param name="Remaining">How many are left.</param>
public sealed record SoldOutError(int Remaining) : DomainError("There are not enough left.");

/// <summary>The deal cannot be bought now: it has not started, has ended, or is paused.</summary>
/// <param name="Reason">Which of these.</param>
public sealed record DealNotOpenError(EligibilityCode Reason) : DomainError("This deal cannot be bought now.");

/// <summary>One person may have so many of this deal, over all their accounts; refunded ones do not count.</summary>
/// <param name="Limit">How many one person may have.</param>
/// <param name="Remaining">How many of them the viewer may still buy.</param>
public sealed record DealLimitReachedError(int Limit, int Remaining) : DomainError("This is more than one person may buy.");

/// <summary>The viewer works for the merchant of this deal; its staff buy elsewhere.</summary>
public sealed record OwnDealError() : DomainError("The staff of a merchant do not buy its deals.");

/// <summary>Nobody by that id shared this deal with the viewer; buy it without `sharedBy`.</summary>
public sealed record NotSharedError() : DomainError("This person did not share the deal with you.");

/// <summary>The group is full, or its time is over; start another.</summary>
/// <param name="Status">Where it stands.</param>
public sealed record GroupClosedError(GroupBuyStatus Status) : DomainError("This group takes nobody in any more.");

/// <summary>One person is in a group once.</summary>
public sealed record AlreadyInGroupError() : DomainError("You are in this group already.");

/// <summary>The order is not where this could be done: too late, too early, or done before.</summary>
/// <param name="Status">Where it stands.</param>
public sealed record OrderStatusError(OrderStatus Status) : DomainError("The order does not stand where this can be done.");

/// <summary>No voucher that can be redeemed in this shop has this code.</summary>
public sealed record InvalidVoucherError() : DomainError("No voucher for this shop has this code.");

/// <summary>The refund of this order was asked for, and answered, before; it is asked for once.</summary>
public sealed record RefundAnsweredError() : DomainError("The refund of this order was answered before.");

/// <summary>Only the owner of the merchant does this; its staff do not.</summary>
public sealed record OwnerOnlyError() : DomainError("Only the owner of the merchant can do this.");

/// <summary>Settlements are paid out to a bank card that stands accepted as the owner's own evidence; add one first.</summary>
public sealed record NoBankCardError() : DomainError("There is no bank card that the money could go to.");

/// <summary>The merchant's owner has fallen below CLASS_III: nothing new is published until they are back.</summary>
public sealed record OwnerLevelError() : DomainError("The owner of the merchant needs real-name level CLASS_III.");

/// <summary>A bound of merchants: how many somebody has, how many staff or shops, or how many deals of a personal shop are published.</summary>
/// <param name="Limit">How many there may be.</param>
public sealed record MerchantLimitError(int Limit) : DomainError("There may be no more of these.");

/// <summary>The deal is over, or was never published.</summary>
/// <param name="Status">Where it stands.</param>
public sealed record DealStatusError(DealStatus Status) : DomainError("The deal does not stand where this can be done.");
