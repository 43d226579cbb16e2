using Graph.Api.Server.Relay;
using Graph.Api.Server.Scalars;
using Graph.Domain.Shared;
using GraphQL.Types;

namespace Graph.Api.Server.Conventions;

/// <summary>Chooses the graph type for a C# type, where the engine would choose another one.</summary>
public sealed class TypeMapping : IGraphTypeMappingProvider
{
    public Type? GetGraphTypeFromClrType(Type clrType, bool isInputType, Type? preferredGraphType)
    {
        if (clrType == typeof(GlobalId) || clrType.IsAssignableTo(typeof(ITypedId)))
        {
            return typeof(IdGraphType);
        }

        if (clrType == typeof(Guid))
        {
            return typeof(UuidGraphType);
        }

        if (clrType == typeof(DateTime))
        {
            return typeof(UtcDateTimeGraphType);
        }

        if (clrType == typeof(DateOnly))
        {
            return typeof(CalendarDateGraphType);
        }

        if (clrType == typeof(Money) && !isInputType)
        {
            return typeof(MoneyGraphType);
        }

        if (clrType.IsEnum)
        {
            return typeof(EnumOf<>).MakeGenericType(clrType);
        }

        if (clrType.IsDefined(typeof(UnionAttribute), inherit: false))
        {
            return typeof(UnionOf<>).MakeGenericType(clrType);
        }

        return preferredGraphType is { IsGenericType: true } ? OwnOf(preferredGraphType) : preferredGraphType;
    }

    /// <summary>The types of this program that stand in the place of the engine's own.</summary>
    private static Type OwnOf(Type graphType)
    {
        var definition = graphType.GetGenericTypeDefinition();
        var own = definition == typeof(AutoRegisteringObjectGraphType<>) ? typeof(ObjectOf<>)
            : definition == typeof(AutoRegisteringInputObjectGraphType<>) ? typeof(InputOf<>)
            : definition;
        return own.MakeGenericType(graphType.GetGenericArguments());
    }
}
