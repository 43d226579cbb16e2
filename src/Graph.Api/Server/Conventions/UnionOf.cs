using System.Reflection;
using GraphQL.Types;

namespace Graph.Api.Server.Conventions;

/// <summary>Marks a C# interface as a union: resolvers return the interface, the schema shows the union.</summary>
[AttributeUsage(AttributeTargets.Interface)]
public sealed class UnionAttribute(string name, params Type[] members) : Attribute
{
    public string Name => name;

    public IReadOnlyList<Type> Members => members;
}

/// <summary>The union of a C# interface that carries <see cref="UnionAttribute"/>.</summary>
public sealed class UnionOf<TInterface> : UnionGraphType
{
    public UnionOf()
    {
        var union = typeof(TInterface).GetCustomAttribute<UnionAttribute>()!;
        Name = union.Name;
        Description = RecordDocumentationAttribute.SummaryOf(typeof(TInterface));
        foreach (var member in union.Members)
        {
            Type(typeof(AutoRegisteringObjectGraphType<>).MakeGenericType(member));
        }
    }
}
