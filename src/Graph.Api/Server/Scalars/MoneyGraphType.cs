using Graph.Domain.Shared;
using GraphQL.Types;

namespace Graph.Api.Server.Scalars;

/// <summary>The domain's Money needs no twin in the API: fields return it, this shows it.</summary>
public sealed class MoneyGraphType : ObjectGraphType<Money>
{
    public MoneyGraphType()
    {
        Name = "Money";
        Description = "An amount of money.";
        Field("amount", money => money.ToDecimal()).Description("In major units, exact: \"12.50\".");
        Field(money => money.Currency).Description("In which currency.");
    }
}
