using System.Reflection;
using Graph.Api.Server.Conventions;
using Graph.Domain.Shared;
using GraphQL.Resolvers;
using GraphQL.Types;

namespace Graph.Api.Server.Errors;

/// <summary>
/// The payload of a mutation. Its source is either the record of what was changed, or the refusal. Every payload also
/// has the fields of the classes with <see cref="PayloadFieldsAttribute"/>, whether the mutation was refused or not.
/// </summary>
public sealed class PayloadGraphType<TChanges> : ObjectOf<TChanges>
    where TChanges : class
{
    private const string Replayed = "replayed";

    public PayloadGraphType(string name, UnionGraphType errors)
    {
        Name = name;
        Description = "The result of the mutation. If it was refused, `errors` says why, and the objects are null.";
        IsTypeOf = source => source is TChanges or DomainException;
        this.AddFieldsWith(typeof(PayloadFieldsAttribute));
        AddField(new FieldType
        {
            Name = "errors",
            Description = "The reasons why the mutation was refused; null when it succeeded.",
            ResolvedType = new ListGraphType(new NonNullGraphType(errors)),
            Resolver = new FuncFieldResolver<object?>(context => (context.Source as DomainException)?.Errors),
        });
    }

    protected override FieldType? CreateField(MemberInfo member)
    {
        var field = base.CreateField(member)!;
        var isReplayed = field.Name.Equals(Replayed, StringComparison.OrdinalIgnoreCase);
        if (!isReplayed && field.Type!.IsGenericType && field.Type.GetGenericTypeDefinition() == typeof(NonNullGraphType<>))
        {
            field.Type = field.Type.GetGenericArguments()[0];
        }

        var inner = field.Resolver!;
        field.Resolver = new FuncFieldResolver<object?>(context => context.Source switch
        {
            DomainException refusal => isReplayed ? new(refusal.Replayed) : default,
            _ => inner.ResolveAsync(context),
        });
        return field;
    }
}
