using Graph.Domain.Payments.Requests;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Payments;

/// <summary>Somebody asked a friend for money.</summary>
public sealed record PaymentRequested(PaymentRequest Request, DateTime At) : IDomainEvent;

/// <summary>Who was asked for money said no.</summary>
public sealed record PaymentRequestDeclined(PaymentRequest Request, DateTime At) : IDomainEvent;

/// <summary>Somebody split a bill with others.</summary>
public sealed record BillWasSplit(Bill Bill, IReadOnlyList<UserId> Others, DateTime At) : IDomainEvent;
