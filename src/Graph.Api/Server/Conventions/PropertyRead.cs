using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Reflection;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Loading;
using GraphQL.Types;

namespace Graph.Api.Server.Conventions;

/// <summary>
/// A field whose value may be there without a task and without the engine's context of a field. Most fields are properties of an
/// object that was read already, and an answer has hundreds of them.
/// </summary>
internal interface IDirectField
{
    /// <summary>Reads the value. It may throw what the property throws.</summary>
    /// <param name="source">The object whose field it is.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="value">The value.</param>
    /// <returns>Whether the value was read; otherwise the field has to be resolved.</returns>
    bool TryRead(object? source, Caller caller, out object? value);
}

/// <summary>Reads a property of the object whose field is resolved.</summary>
internal sealed class PropertyRead(PropertyInfo property, Type source, FieldType field) : MemberCall(property, source, field), IDirectField
{
    private Func<object?, object?>? _read;

    /// <summary>Whether a member is a property whose value needs no waiting.</summary>
    public static bool IsOne(MemberInfo member, [NotNullWhen(true)] out PropertyInfo? property)
    {
        property = member as PropertyInfo;
        return property is { GetMethod.IsStatic: false }
            && !typeof(Task).IsAssignableFrom(property.PropertyType)
            && !typeof(ILoading).IsAssignableFrom(property.PropertyType)
            && property.PropertyType != typeof(object)
            && !(property.PropertyType is { IsGenericType: true } generic && generic.GetGenericTypeDefinition() == typeof(ValueTask<>));
    }

    public bool TryRead(object? source, Caller caller, out object? value)
    {
        value = (_read ??= Compile())(source);
        return true;
    }

    private Func<object?, object?> Compile()
    {
        var instance = Expression.Parameter(typeof(object));
        var value = Expression.Property(Expression.Convert(instance, property.DeclaringType!), property);
        return Expression.Lambda<Func<object?, object?>>(Expression.Convert(value, typeof(object)), instance).Compile();
    }
}
