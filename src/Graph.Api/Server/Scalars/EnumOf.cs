using Graph.Domain.Shared;
using GraphQL.Types;

namespace Graph.Api.Server.Scalars;

/// <summary>An enum whose values have the names that the ledger and the messages use too: ClassII is CLASS_II, and R1 is R1.</summary>
public sealed class EnumOf<TEnum> : EnumerationGraphType<TEnum>
    where TEnum : struct, Enum
{
    protected override string ChangeEnumCase(string val) => UpperCase.Of(val);
}
