using GraphQL.Types;
using GraphQL.Validation;
using GraphQLParser.AST;

namespace Graph.Api.Server.Rules;

/// <summary>
/// A variable must fit each place where it stands. One that may be null stands at a place that must not be null only if
/// it or the place has a default value that is not null. It replaces the engine's rule, which takes `= null` for a
/// default, and does not look at the items of lists.
/// </summary>
internal sealed class VariablePositions : ValidationRuleBase
{
    public static readonly VariablePositions Instance = new();

    public override ValueTask<INodeVisitor?> GetPreNodeVisitorAsync(ValidationContext context)
    {
        foreach (var operation in context.Document.Definitions.OfType<GraphQLOperationDefinition>())
        {
            Check(operation, context);
        }

        return default;
    }

    private static void Check(GraphQLOperationDefinition operation, ValidationContext context)
    {
        if (operation.Variables is not { Count: > 0 } variables)
        {
            return;
        }

        foreach (var usage in VariableUsages.Of(operation, context.Document, context.Schema))
        {
            var declared = variables.Items.FirstOrDefault(known => known.Variable.Name.Value == usage.Variable.Name.Value);
            if (declared is null || context.Schema.AllTypes[declared.Type.Name()] is null)
            {
                continue; // Other rules refuse it.
            }

            if (!IsAllowed(declared, usage))
            {
                Report($"of type '{TextOf(declared.Type)}' used in position expecting type '{usage.Type}'.");
            }
            else if (usage.Choice is not null && declared.Type is not GraphQLNonNullType)
            {
                Report($"of type '{TextOf(declared.Type)}' must be non-null, because it is a field of the OneOf input '{usage.Choice}'.");
            }

            void Report(string what) => context.ReportError(new ValidationError(
                context.Document.Source, "5.8.5", $"Variable '${declared.Variable.Name.Value}' {what}", declared, usage.Variable));
        }
    }

    private static bool IsAllowed(GraphQLVariableDefinition declared, VariableUsage usage)
    {
        if (usage.Type is NonNullGraphType place && declared.Type is not GraphQLNonNullType)
        {
            return (usage.HasDefault || declared.DefaultValue is not (null or GraphQLNullValue))
                && Fits(declared.Type, place.ResolvedType!);
        }

        return Fits(declared.Type, usage.Type);
    }

    /// <summary>Whether each value of the declared type is one of the place's type, too.</summary>
    private static bool Fits(GraphQLType declared, IGraphType place) => (declared, place) switch
    {
        (GraphQLNonNullType given, NonNullGraphType expected) => Fits(given.Type, expected.ResolvedType!),
        (_, NonNullGraphType) => false,
        (GraphQLNonNullType given, _) => Fits(given.Type, place),
        (GraphQLListType given, ListGraphType expected) => Fits(given.Type, expected.ResolvedType!),
        (GraphQLNamedType given, not ListGraphType) => given.Name.Value == place.Name,
        _ => false,
    };

    private static string TextOf(GraphQLType type) => type switch
    {
        GraphQLNonNullType given => TextOf(given.Type) + "!",
        GraphQLListType given => $"[{TextOf(given.Type)}]",
        _ => type.Name(),
    };
}
