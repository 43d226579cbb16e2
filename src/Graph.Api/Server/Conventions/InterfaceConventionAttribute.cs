using GraphQL;
using GraphQL.Types;

namespace Graph.Api.Server.Conventions;

/// <summary>
/// Marks a C# interface that is a GraphQL interface. Classes that implement it in C# implement it in the schema too.
/// </summary>
[AttributeUsage(AttributeTargets.Interface)]
public sealed class GraphInterfaceAttribute(string name) : Attribute
{
    public string Name => name;
}

[AttributeUsage(AttributeTargets.Assembly)]
public sealed class InterfaceConventionAttribute : GraphQLAttribute
{
    /// <summary>All classes of the API that implement a GraphQL interface.</summary>
    public static IEnumerable<Type> Implementers => typeof(InterfaceConventionAttribute).Assembly.GetTypes()
        .Where(type => type is { IsClass: true, IsAbstract: false }
            && type.GetInterfaces().Any(contract => NameOf(contract) is not null));

    public override void Modify(IGraphType graphType, Type sourceType)
    {
        if (graphType is IInterfaceGraphType && NameOf(sourceType) is { } name)
        {
            graphType.Name = name;
        }

        if (graphType is IObjectGraphType objectType)
        {
            foreach (var contract in sourceType.GetInterfaces().Where(contract => NameOf(contract) is not null))
            {
                objectType.Interfaces.Add(typeof(GraphQLClrOutputTypeReference<>).MakeGenericType(contract));
            }
        }
    }

    private static string? NameOf(Type type) =>
        type.GetCustomAttributes(typeof(GraphInterfaceAttribute), inherit: false)
            .Cast<GraphInterfaceAttribute>()
            .SingleOrDefault()?.Name;
}
