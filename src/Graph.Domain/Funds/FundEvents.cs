using Graph.Domain.Funds.Orders;
using Graph.Domain.Shared;

namespace Graph.Domain.Funds;

/// <summary>An order was settled: units and money have changed hands.</summary>
public sealed record FundOrderSettled(FundOrder Order, DateTime At) : IDomainEvent;

/// <summary>A subscription cancelled itself, because its day had no value for five exchange days.</summary>
public sealed record FundOrderLapsed(FundOrder Order, DateTime At) : IDomainEvent;
