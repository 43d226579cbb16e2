using Graph.Domain.Shared;
using GraphQL;
using GraphQL.Resolvers;
using GraphQL.Types;
using GraphQL.Utilities;

namespace Graph.Api.Server.Authorization;

/// <summary>
/// Reads the directives that are applied in the schema, enforces exactly those, and adds them to the descriptions. The
/// printed schema and the enforced rules cannot differ, because both come from the same metadata.
/// </summary>
public sealed class AuthorizationVisitor : BaseSchemaNodeVisitor
{
    public override void VisitObject(IObjectGraphType type, ISchema schema) =>
        type.Description = Describe(type.Description, Requirement.Of(type));

    public override void VisitObjectFieldDefinition(FieldType field, IObjectGraphType type, ISchema schema)
    {
        field.Description = Describe(field.Description, Requirement.Of(field));

        // The type that a field returns counts too, so that the error stands at that field and not below it.
        // The owner's own requirement still guards objects that were reached through an interface or a union.
        Requirement[] requirements =
        [
            .. Requirement.Of(type),
            .. Requirement.Of(field),
            .. field.ResolvedType!.GetNamedType() is IObjectGraphType returned ? Requirement.Of(returned) : [],
        ];
        requirements = [.. requirements.Distinct()];
        if (requirements.Length == 0)
        {
            return;
        }

        var answersNull = field.GetMetadata(AnswersNullAttribute.Key, false);
        if (field.StreamResolver is { } stream)
        {
            field.StreamResolver = new GuardedStream(stream, requirements);
        }
        else
        {
            var isList = field.ResolvedType is NonNullGraphType { ResolvedType: ListGraphType };
            field.Resolver = new GuardedField(
                field.Resolver ?? NameFieldResolver.Instance, requirements, answersNull, isList ? Array.Empty<object>() : null);
        }
    }

    private static string? Describe(string? description, IEnumerable<Requirement> requirements)
    {
        var text = string.Join(' ', requirements.Select(requirement => requirement.Sentence).Prepend(description));
        return text.Length == 0 ? null : text.Trim();
    }

    private sealed class GuardedField(IFieldResolver inner, Requirement[] requirements, bool answersNull, object? nothing) : IFieldResolver
    {
        public async ValueTask<object?> ResolveAsync(IResolveFieldContext context)
        {
            if (context.Source is DomainException)
            {
                // The mutation was refused, so there is no object to guard.
                return await inner.ResolveAsync(context);
            }

            foreach (var requirement in requirements)
            {
                if (await requirement.CheckAsync(context.RequestServices!) is { } error
                    && !(requirement.IsWaivedForReplays && await Replays.IsOneAsync(context)))
                {
                    return answersNull ? nothing : throw error;
                }
            }

            return await inner.ResolveAsync(context);
        }
    }

    private sealed class GuardedStream(ISourceStreamResolver inner, Requirement[] requirements) : ISourceStreamResolver
    {
        public async ValueTask<IObservable<object?>> ResolveAsync(IResolveFieldContext context)
        {
            foreach (var requirement in requirements)
            {
                if (await requirement.CheckAsync(context.RequestServices!) is { } error)
                {
                    throw error;
                }
            }

            return await inner.ResolveAsync(context);
        }
    }
}
