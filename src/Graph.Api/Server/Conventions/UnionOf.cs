using System.Reflection;
using GraphQL.Types;

namespace Graph.Api.Server.Conventions;

/// <summary>
/// Marks a C# interface as a union. Resolvers return the interface, and the schema shows the union of all classes that
/// implement it. So a feature can add its types to a union from its own folder.
/// </summary>
[AttributeUsage(AttributeTargets.Interface)]
public sealed class UnionAttribute(string name) : Attribute
{
    public string Name => name;
}

/// <summary>The union of a C# interface that carries <see cref="UnionAttribute"/>.</summary>
public sealed class UnionOf<TInterface> : UnionGraphType
{
    public UnionOf()
    {
        var union = typeof(TInterface).GetCustomAttribute<UnionAttribute>()!;
        Name = union.Name;
        Description = Documentation.Of(typeof(TInterface));
        var members = typeof(TInterface).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(TInterface)))
            .OrderBy(type => type.Name, StringComparer.Ordinal);
        foreach (var member in members)
        {
            Type(typeof(ObjectOf<>).MakeGenericType(member));
        }
    }
}
