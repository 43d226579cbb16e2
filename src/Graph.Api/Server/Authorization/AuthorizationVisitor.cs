using System.Collections;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Errors;
using Graph.Api.Server.Streams;
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
        // The type that a field returns counts too, so that the error stands at that field and not below it.
        // The owner's own requirement still guards objects that were reached through an interface or a union.
        Requirement[] own = [.. Requirement.Of(type).Concat(Requirement.Of(field)).Distinct()];
        Requirement[] returned = field.ResolvedType!.GetNamedType() is IObjectGraphType named
            ? [.. Requirement.Of(named).Except(own)]
            : [];
        var answersNull = field.GetMetadata(AnswersNullAttribute.Key, false);

        // Below, callers have met the requirement on their way already.
        var isEntry = type == schema.Query && !answersNull;
        field.Description = Describe(field.Description, Requirement.Of(field).Concat(isEntry ? returned : []).Distinct());
        if (own.Length + returned.Length == 0)
        {
            return;
        }

        if (field.StreamResolver is { } stream)
        {
            field.StreamResolver = new GuardedStream(stream, [.. own, .. returned]);
        }
        else
        {
            field.Resolver = new GuardedField(field.Resolver ?? NameFieldResolver.Instance, own, returned)
            {
                AnswersNull = answersNull,
                Nothing = field.ResolvedType is NonNullGraphType { ResolvedType: ListGraphType } ? Array.Empty<object>() : null,
                IsList = field.ResolvedType is ListGraphType or NonNullGraphType { ResolvedType: ListGraphType },
            };
        }
    }

    private static string? Describe(string? description, IEnumerable<Requirement> requirements)
    {
        var text = string.Join(' ', requirements.Select(requirement => requirement.Sentence).Prepend(description));
        return text.Length == 0 ? null : text.Trim();
    }

    /// <param name="inner">Resolves the field.</param>
    /// <param name="own">What the field and its owner require.</param>
    /// <param name="returned">What the type of the objects requires that the field returns.</param>
    private sealed class GuardedField(IFieldResolver inner, Requirement[] own, Requirement[] returned) : IFieldResolver, IDirectField
    {
        private readonly Requirement[] _all = [.. own, .. returned];
        private readonly IDirectField? _direct = inner as IDirectField;

        public required bool AnswersNull { get; init; }

        /// <summary>What a field with <see cref="AnswersNullAttribute"/> answers to callers who may not have it.</summary>
        public required object? Nothing { get; init; }

        public required bool IsList { get; init; }

        public bool TryRead(object? source, Caller caller, out object? value)
        {
            if (_direct is not null && IsOpenTo(source, caller))
            {
                return _direct.TryRead(source, caller, out value);
            }

            value = null;
            return false;
        }

        public ValueTask<object?> ResolveAsync(IResolveFieldContext context) =>
            IsOpenTo(context.Source, GraphContext.CallerOf(context)) ? inner.ResolveAsync(context) : GuardAsync(context);

        /// <summary>Whether the caller meets all requirements. When a mutation was refused, there is no object to guard.</summary>
        private bool IsOpenTo(object? source, Caller caller)
        {
            if (source is DomainException)
            {
                return true;
            }

            foreach (var requirement in _all)
            {
                if (!requirement.IsMetBy(caller))
                {
                    return false;
                }
            }

            return true;
        }

        private async ValueTask<object?> GuardAsync(IResolveFieldContext context)
        {
            if (await FindErrorAsync(own, context) is { } refused)
            {
                return AnswersNull ? Nothing : throw refused;
            }

            if (await FindErrorAsync(returned, context) is not { } error)
            {
                return await inner.ResolveAsync(context);
            }

            if (AnswersNull)
            {
                return Nothing;
            }

            // A page that is empty shows none of these objects, as its edges do.
            return IsList && await inner.ResolveAsync(context) is ICollection { Count: 0 } empty ? empty : throw error;
        }

        private static async ValueTask<GraphError?> FindErrorAsync(Requirement[] requirements, IResolveFieldContext context)
        {
            foreach (var requirement in requirements)
            {
                if (await requirement.CheckAsync(context.RequestServices!) is { } error
                    && !(requirement.IsWaivedForReplays && await Replays.IsOneAsync(context)))
                {
                    return error;
                }
            }

            return null;
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
