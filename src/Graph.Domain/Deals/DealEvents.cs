using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Orders;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Deals;

/// <summary>A deal is on sale; its followers hear of it the first time.</summary>
public sealed record DealPublished(Deal Deal, UserId By, DateTime At) : IDomainEvent;

/// <summary>Somebody showed a deal to friends who had not been shown it by them before.</summary>
public sealed record DealShared(DealId Deal, UserId By, IReadOnlyList<UserId> With, string? Message, DateTime At) : IDomainEvent;

/// <summary>An order was paid for good: at once, or because its group is complete.</summary>
/// <param name="Order">The order.</param>
/// <param name="Owner">The owner of the merchant.</param>
/// <param name="At">When.</param>
public sealed record OrderPaid(Order Order, UserId Owner, DateTime At) : IDomainEvent;

/// <summary>A group found enough buyers.</summary>
public sealed record GroupCompleted(GroupBuy Group, IReadOnlyList<Order> Orders, DateTime At) : IDomainEvent;

/// <summary>An order went on: redeemed, completed, refund asked for or refused, money back.</summary>
/// <param name="Order">As it was before.</param>
/// <param name="Status">What it became.</param>
/// <param name="Owner">The owner of the merchant.</param>
/// <param name="At">When.</param>
public sealed record OrderChanged(Order Order, OrderStatus Status, UserId Owner, DateTime At) : IDomainEvent;
