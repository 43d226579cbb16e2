using GraphQL;
using GraphQL.Types;
using GraphQLParser.AST;

namespace Graph.Api.Server.Documents;

/// <summary>Looks at what is asked for below the root field of a subscription.</summary>
public sealed class SharedSelection(GraphQLDocument document, ISchema schema)
{
    private readonly HashSet<string> _visited = [];

    /// <summary>
    /// Whether each field below the root is marked, and neither arguments nor directives change it. Variables are then used by the root
    /// field only, which says which events are wanted, and not what they show.
    /// </summary>
    public bool IsSameForAll(GraphQLOperationDefinition operation) => RootFields.Of(operation, document).All(root =>
        Holds(root.SelectionSet, schema.Subscription?.GetField(root.Name.Value)?.ResolvedType?.GetNamedType()));

    private bool Holds(GraphQLSelectionSet? set, IGraphType? parent) => set?.Selections.TrueForAll(selection =>
        selection is IHasDirectivesNode { Directives: null or { Count: 0 } } && selection switch
        {
            GraphQLField field => Holds(field, parent),
            GraphQLInlineFragment inline => Holds(inline.SelectionSet, inline.TypeCondition is { } on ? TypeOf(on) : parent),
            GraphQLFragmentSpread spread => Holds(spread),
            _ => false,
        }) ?? true;

    private bool Holds(GraphQLField field, IGraphType? parent) =>
        field.Name.Value == schema.TypeMetaFieldType.Name
        || ((parent as IComplexGraphType)?.GetField(field.Name.Value) is { } definition
            && SameForAllAttribute.Marks(definition)
            && field.Arguments is null or { Count: 0 }
            && Holds(field.SelectionSet, definition.ResolvedType?.GetNamedType()));

    private bool Holds(GraphQLFragmentSpread spread) =>
        !_visited.Add(spread.FragmentName.Name.StringValue)
        || (document.Definitions.OfType<GraphQLFragmentDefinition>().FirstOrDefault(
                fragment => fragment.FragmentName.Name.Value == spread.FragmentName.Name.Value) is { Directives: null or { Count: 0 } } fragment
            && Holds(fragment.SelectionSet, TypeOf(fragment.TypeCondition)));

    private IGraphType? TypeOf(GraphQLTypeCondition condition) => schema.AllTypes[condition.Type.Name.Value];
}
