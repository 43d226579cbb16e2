using System.Reflection;
using Graph.Api.Server.Loading;
using Graph.Domain.Shared;
using GraphQL;
using GraphQL.Resolvers;
using GraphQL.Types;

namespace Graph.Api.Server.Errors;

/// <summary>
/// Makes a method a mutation by convention. The method returns a record of what it changed, or throws a
/// <see cref="DomainException"/> with errors that are declared here. For a field `x`, the schema gets the payload
/// `XPayload` and the union `XError`. The payload has `errors` and the fields of the record. All of them are nullable
/// except `replayed`.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ErrorsAttribute(params Type[] errors) : GraphQLAttribute
{
    public override void Modify(
        FieldType field, bool isInputType, IGraphType graphType, MemberInfo member, ref bool ignore)
    {
        var name = field.Name.ToPascalCase();
        var union = new UnionGraphType
        {
            Name = name + "Error",
            Description = $"The reasons for which `{field.Name}` can be refused. A refused mutation moves no money and changes no data, "
                + "but wrong secrets are counted.",
        };
        foreach (var error in errors)
        {
            union.Type(typeof(DomainErrorGraphType<>).MakeGenericType(error));
        }

        var changes = ((MethodInfo)member).ReturnType.GetGenericArguments()[0];
        var payload = typeof(PayloadGraphType<>).MakeGenericType(changes);
        field.Type = null;
        field.ResolvedType = (IGraphType)Activator.CreateInstance(payload, name + "Payload", union)!;
        field.Resolver = new RefusalResolver(field.Resolver!, errors);
    }

    /// <summary>Makes a declared error the source of the payload. Any other exception stays a fault.</summary>
    private sealed class RefusalResolver(IFieldResolver inner, Type[] declared) : IFieldResolver
    {
        public async ValueTask<object?> ResolveAsync(IResolveFieldContext context)
        {
            context.RequestServices!.GetRequiredService<LoaderMemory>().Forget();
            try
            {
                return await inner.ResolveAsync(context);
            }
            catch (DomainException refusal) when (refusal.Errors.All(error => declared.Contains(error.GetType())))
            {
                return refusal;
            }
        }
    }
}
