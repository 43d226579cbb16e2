using System.Reflection;
using GraphQL.Types;

namespace Graph.Api.Server.Conventions;

/// <summary>Marks a class of a feature whose static methods are fields of the query root.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class QueryFieldsAttribute : Attribute;

/// <summary>Marks a class of a feature whose static methods are mutations.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class MutationFieldsAttribute : Attribute;

/// <summary>Marks a class of a feature whose static methods are subscriptions.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SubscriptionFieldsAttribute : Attribute;

/// <summary>
/// A root type. It collects the fields of all classes with the marker, so that each feature adds its own.
/// </summary>
public sealed class RootGraphType : ObjectGraphType
{
    public RootGraphType(string name, string description, Type marker)
    {
        Name = name;
        Description = description;
        var parts = typeof(RootGraphType).Assembly.GetTypes()
            .Where(type => type.IsDefined(marker))
            .OrderBy(type => type.FullName, StringComparer.Ordinal);
        foreach (var part in parts)
        {
            var fields = (IObjectGraphType)Activator.CreateInstance(
                typeof(AutoRegisteringObjectGraphType<>).MakeGenericType(part))!;
            foreach (var field in fields.Fields)
            {
                AddField(field);
            }
        }
    }
}
