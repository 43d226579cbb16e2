using System.Linq.Expressions;
using System.Reflection;
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
