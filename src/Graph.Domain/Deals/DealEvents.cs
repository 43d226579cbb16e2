using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Orders;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Deals;

/// <summary>A deal was published for the first time.</summary>
public sealed record DealPublished(Deal Deal, UserId By, DateTime At) : IDomainEvent;

/// <summary>
/// A user shared a deal with friends. `With` holds only friends with whom the user had not shared it before.
/// </summary>
public sealed record DealShared(DealId Deal, UserId By, IReadOnlyList<UserId> With, string? Message, DateTime At) : IDomainEvent;

/// <summary>A user began or stopped to follow a merchant.</summary>
public sealed record FollowingChanged(UserId User, DateTime At) : IDomainEvent;

/// <summary>An order was finally paid: immediately, or because its group is complete.</summary>
/// <param name="Order">The order.</param>
/// <param name="Owner">The owner of the merchant.</param>
/// <param name="At">When it was paid.</param>
public sealed record OrderPaid(Order Order, UserId Owner, DateTime At) : IDomainEvent;

/// <summary>A group found enough buyers.</summary>
public sealed record GroupCompleted(GroupBuy Group, IReadOnlyList<Order> Orders, DateTime At) : IDomainEvent;

/// <summary>
/// The status of an order changed: it was redeemed or completed, a refund was requested or refused, or the money went
/// back.
/// </summary>
/// <param name="Order">The order as it was before the change.</param>
/// <param name="Status">The new status.</param>
/// <param name="Owner">The owner of the merchant.</param>
/// <param name="At">When the status changed.</param>
public sealed record OrderChanged(Order Order, OrderStatus Status, UserId Owner, DateTime At) : IDomainEvent
{
    /// <summary>The buyer's reason for a refund request, or the merchant's reason for the answer; null when there is none.</summary>
    public string? Message { get; init; }
}
