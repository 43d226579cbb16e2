using System.Reflection;
using GraphQL;
using GraphQL.Types;

namespace Graph.Api.Server.Conventions;

/// <summary>
/// Marks a class of a feature whose static methods are fields of another feature's node. A parameter of the node's
/// type gets the object whose field is resolved. So a feature can add fields to `Viewer` or `Wallet` from its own
/// folder.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class FieldsOfAttribute(Type node) : Attribute
{
    public Type Node => node;
}

/// <summary>Adds the fields of all classes that carry <see cref="FieldsOfAttribute"/> to the types that they name.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class FieldsOfConventionAttribute : GraphQLAttribute
{
    private static readonly ILookup<Type, Type> Extensions = typeof(FieldsOfConventionAttribute).Assembly.GetTypes()
        .Where(type => type.IsDefined(typeof(FieldsOfAttribute)))
        .OrderBy(type => type.FullName, StringComparer.Ordinal)
        .ToLookup(type => type.GetCustomAttribute<FieldsOfAttribute>()!.Node);

    public override void Modify(IGraphType graphType, Type sourceType)
    {
        if (graphType is not IObjectGraphType node)
        {
            return;
        }

        foreach (var extension in Extensions[sourceType])
        {
            var fields = (IObjectGraphType)Activator.CreateInstance(
                typeof(ObjectOf<>).MakeGenericType(extension))!;
            foreach (var field in fields.Fields)
            {
                node.AddField(field);
            }
        }
    }

    /// <summary>Passes the object whose field is resolved to parameters of the extended node's type.</summary>
    public override void Modify<TParameterType>(ArgumentInformation argumentInformation)
    {
        if (argumentInformation.ParameterInfo.Member.DeclaringType?.GetCustomAttribute<FieldsOfAttribute>()?.Node == typeof(TParameterType))
        {
            argumentInformation.SetDelegateWithCast(context => context.Source);
        }
    }
}
