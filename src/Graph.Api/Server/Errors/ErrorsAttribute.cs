using System.Reflection;
using Graph.Api.Server.Loading;
using Graph.Domain.Shared;
using GraphQL;
using GraphQL.Resolvers;
using GraphQL.Types;

namespace Graph.Api.Server.Errors;

/// <summary>
/// Makes a method a mutation by convention. The method returns what it changed, or throws a
/// <see cref="DomainException"/> of the errors declared here. From the field's name come `XPayload` (the fields of the
/// returned record, all nullable but `replayed`, and `errors`) and the union `XError`.
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
            Description = $"Why `{field.Name}` was refused; nothing was changed.",
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

    /// <summary>A declared refusal becomes the source of the payload; anything else stays a fault.</summary>
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
