using System.Collections.Concurrent;
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

/// <summary>Marks a class of a feature whose static methods are fields of every mutation's payload.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PayloadFieldsAttribute : Attribute;

/// <summary>
/// A root type. It collects the fields of all classes with the marker, so that each feature adds its own.
/// </summary>
public sealed class RootGraphType : ObjectGraphType
{
    public RootGraphType(string name, string description, Type marker)
    {
        Name = name;
        Description = description;
        this.AddFieldsWith(marker);
    }
}

internal static class MarkedFields
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<Type>> Parts = [];

    /// <summary>Adds the fields of all classes that carry a marker, in the order of their names.</summary>
    public static void AddFieldsWith(this IObjectGraphType type, Type marker)
    {
        foreach (var part in Parts.GetOrAdd(marker, Find))
        {
            var fields = (IObjectGraphType)Activator.CreateInstance(
                typeof(ObjectOf<>).MakeGenericType(part))!;
            foreach (var field in fields.Fields)
            {
                type.AddField(field);
            }
        }
    }

    private static IReadOnlyList<Type> Find(Type marker) =>
    [
        .. typeof(MarkedFields).Assembly.GetTypes()
            .Where(part => part.IsDefined(marker))
            .OrderBy(part => part.FullName, StringComparer.Ordinal),
    ];
}
