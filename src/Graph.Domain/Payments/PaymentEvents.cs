using Graph.Domain.Payments.Requests;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Payments;

/// <summary>A user asked a friend for money.</summary>
public sealed record PaymentRequested(PaymentRequest Request, DateTime At) : IDomainEvent;

/// <summary>The user who was asked for money declined.</summary>
public sealed record PaymentRequestDeclined(PaymentRequest Request, DateTime At) : IDomainEvent;

/// <summary>A user split a bill with others.</summary>
public sealed record BillWasSplit(Bill Bill, IReadOnlyList<UserId> Others, DateTime At) : IDomainEvent;
