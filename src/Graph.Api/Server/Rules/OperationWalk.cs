using GraphQL;
using GraphQL.Types;
using GraphQLParser.AST;

namespace Graph.Api.Server.Rules;

/// <summary>
/// Walks through an operation with the types of the schema, in the order of the document, and through each fragment once.
/// It passes over what the schema does not have, because other rules refuse it.
/// </summary>
internal abstract class OperationWalk(GraphQLDocument document, ISchema schema)
{
    private readonly HashSet<string> _visited = [];

    protected GraphQLDocument Document { get; } = document;

    protected ISchema Schema { get; } = schema;

    protected void Walk(GraphQLOperationDefinition operation)
    {
        VisitDirectives(operation);
        Walk(operation.SelectionSet, operation.Operation switch
        {
            OperationType.Mutation => Schema.Mutation,
            OperationType.Subscription => Schema.Subscription,
            _ => Schema.Query,
        });
    }

    /// <summary>Looks at the directives of an operation, a selection or a fragment.</summary>
    protected abstract void VisitDirectives(ASTNode node);

    /// <summary>Looks at the arguments of a field. Those that the schema declares are null when it lacks the field.</summary>
    protected abstract void VisitArguments(GraphQLField field, QueryArguments? declared);

    private void Walk(GraphQLSelectionSet? set, IGraphType? parent)
    {
        foreach (var selection in set?.Selections ?? [])
        {
            VisitDirectives(selection);
            switch (selection)
            {
                case GraphQLField field:
                    var definition = DefinitionOf(field, parent);
                    VisitArguments(field, definition?.Arguments);
                    Walk(field.SelectionSet, definition?.ResolvedType?.GetNamedType());
                    break;
                case GraphQLInlineFragment inline:
                    Walk(inline.SelectionSet, inline.TypeCondition is { } on ? TypeOf(on) : parent);
                    break;
                case GraphQLFragmentSpread spread when _visited.Add(spread.FragmentName.Name.StringValue):
                    if (FragmentOf(spread) is { } fragment)
                    {
                        VisitDirectives(fragment);
                        Walk(fragment.SelectionSet, TypeOf(fragment.TypeCondition));
                    }

                    break;
            }
        }
    }

    private FieldType? DefinitionOf(GraphQLField field, IGraphType? parent)
    {
        var name = field.Name.Value;
        return name == Schema.TypeMetaFieldType.Name ? Schema.TypeMetaFieldType
            : name == Schema.SchemaMetaFieldType.Name ? Schema.SchemaMetaFieldType
            : (parent as IComplexGraphType)?.GetField(name);
    }

    private GraphQLFragmentDefinition? FragmentOf(GraphQLFragmentSpread spread) =>
        Document.Definitions.OfType<GraphQLFragmentDefinition>()
            .FirstOrDefault(fragment => fragment.FragmentName.Name.Value == spread.FragmentName.Name.Value);

    private IGraphType? TypeOf(GraphQLTypeCondition condition) => Schema.AllTypes[condition.Type.Name.Value];
}
