using Graph.Domain.Shared;
using GraphQL.Types;

namespace Graph.Api.Server.Scalars;

/// <summary>The graph type of the domain's Money. Fields return the domain's own type.</summary>
public sealed class MoneyGraphType : ObjectGraphType<Money>
{
    public MoneyGraphType()
    {
        Name = "Money";
        Description = "An amount of money.";
        Field("amount", money => money.ToDecimal()).Description("The exact amount in major units (yuan): \"12.50\".");
        Field(money => money.Currency).Description("The currency of the amount.");
    }
}
