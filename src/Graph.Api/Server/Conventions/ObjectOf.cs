using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Reflection;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Loading;
using GraphQL;
using GraphQL.Resolvers;
using GraphQL.Types;

namespace Graph.Api.Server.Conventions;

/// <summary>
/// The object type of a C# class. It differs from the engine's own in one thing: the code that calls a member is compiled
/// when the field is resolved for the first time. The engine compiles all of it when it builds the schema.
/// </summary>
public class ObjectOf<TSource> : AutoRegisteringObjectGraphType<TSource>
{
    private const string Async = nameof(Async);

    protected override FieldType? CreateField(MemberInfo memberInfo)
    {
        if (memberInfo is MethodInfo { ReturnType: { IsGenericType: true } returned } && returned.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>))
        {
            return base.CreateField(memberInfo);
        }

        var field = new FieldType
        {
            Name = NameOf(memberInfo),
            DeprecationReason = memberInfo.ObsoleteMessage(),
            Type = GetTypeInformation(memberInfo).ConstructGraphType(),
        };
        if (memberInfo is MethodInfo method)
        {
            field.Arguments = new QueryArguments(ArgumentsOf(method, field));
        }

        field.Resolver = PropertyRead.IsOne(memberInfo, out var property)
            ? new PropertyRead(property, typeof(TSource), field)
            : new MemberCall(memberInfo, typeof(TSource), field);
        var ignore = false;
        foreach (var attribute in memberInfo.GetGraphQLAttributes())
        {
            attribute.Modify(field, isInputType: false);
            attribute.Modify(field, isInputType: false, this, memberInfo, ref ignore);
        }

        return ignore ? null : field;
    }

    private static string NameOf(MemberInfo member) =>
        member is MethodInfo && member.Name.EndsWith(Async, StringComparison.Ordinal) ? member.Name[..^Async.Length] : member.Name;

    private IEnumerable<QueryArgument> ArgumentsOf(MethodInfo method, FieldType field)
    {
        foreach (var parameter in method.GetParameters())
        {
            var information = new ArgumentInformation(parameter, typeof(TSource), field, GetTypeInformation(parameter));
            information.ApplyAttributes();
            if (information.ConstructQueryArgument().QueryArgument is { } argument)
            {
                ApplyArgumentAttributes(parameter, argument);
                yield return argument;
            }
        }
    }
}

/// <summary>Calls a member of the object whose field is resolved, or a static method.</summary>
internal class MemberCall(MemberInfo member, Type source, FieldType field) : IFieldResolver
{
    private IFieldResolver? _compiled;

    public ValueTask<object?> ResolveAsync(IResolveFieldContext context) => (_compiled ??= Compile()).ResolveAsync(context);

    private IFieldResolver Compile()
    {
        var context = Expression.Parameter(typeof(IResolveFieldContext));
        var instance = Expression.Convert(Expression.Property(context, nameof(IResolveFieldContext.Source)), source);
        return AutoRegisteringHelper.BuildFieldResolver(member, source, field, Expression.Lambda(instance, context));
    }
}

/// <summary>
/// A field whose value may be there without a task and without the engine's context of a field. Most fields are properties of an
/// object that was read already, and an answer has hundreds of them.
/// </summary>
internal interface IDirectField
{
    /// <summary>Reads the value. It may throw what the property throws.</summary>
    /// <param name="source">The object whose field it is.</param>
    /// <param name="caller">The caller for whom the field is resolved.</param>
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
