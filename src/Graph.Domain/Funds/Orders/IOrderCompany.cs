using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Funds.Orders;

/// <summary>
/// Those with whom a person invests. A feature that knows funds implements it, so that funds need not know the feature.
/// </summary>
public interface IOrderCompany
{
    /// <summary>The name of the field of the API that names them.</summary>
    string Name { get; }

    ITypedId Id { get; }

    /// <summary>Refuses an order of somebody who does not belong to them, or of a fund that is not theirs.</summary>
    Task RequireAsync(GraphDb db, UserId actor, FundId fund);

    /// <summary>Keeps, in the unit of the order, that the order was placed with them.</summary>
    void Note(GraphDb db, FundOrderId order);
}
