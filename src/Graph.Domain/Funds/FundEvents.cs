using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Institutions;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Funds.Standing;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Funds;

/// <summary>An order was settled: units and money have changed hands.</summary>
public sealed record FundOrderSettled(FundOrder Order, DateTime At) : IDomainEvent;

/// <summary>A holder said who may see that they invested, of the past too.</summary>
public sealed record HoldingShown(FundId Fund, UserId Holder, Visibility Visibility, DateTime At) : IDomainEvent;

/// <summary>A subscription cancelled itself, because its day had no value for five exchange days.</summary>
public sealed record FundOrderLapsed(FundOrder Order, DateTime At) : IDomainEvent;

/// <summary>The persons who hold units of an institution's funds were counted, once for a day.</summary>
public sealed record HoldersCounted(InstitutionId Institution) : IDomainEvent;

/// <summary>A standing order could not invest, and waits until its owner sets it again.</summary>
public sealed record StandingOrderPaused(StandingOrder Order, StandingOrderPause Reason, DateTime At) : IDomainEvent;

/// <summary>An operator verified an institution, or took that back.</summary>
public sealed record InstitutionVerified(Institution Institution, bool IsVerified, DateTime At) : IDomainEvent;

/// <summary>An operator handed an institution over to a new owner. Both work for it.</summary>
public sealed record InstitutionTransferred(Institution Institution, UserId NewOwner, DateTime At) : IDomainEvent;
