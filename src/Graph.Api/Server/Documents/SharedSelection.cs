using System.Runtime.CompilerServices;
using GraphQL;
using GraphQL.Types;
using GraphQLParser.AST;

namespace Graph.Api.Server.Documents;

/// <summary>
/// Decides whether the events of a subscription show the same to all who hear them: each field below the root is marked, and neither
/// arguments nor directives change it. Variables are then used by the root field only, which says which events are wanted, and not what
/// they show.
/// </summary>
public sealed class SharedSelection
{
    private static readonly ConditionalWeakTable<GraphQLOperationDefinition, StrongBox<bool>> Decided = [];

    private readonly GraphQLDocument _document;
    private readonly ISchema _schema;
    private readonly HashSet<string> _visited = [];

    private SharedSelection(GraphQLDocument document, ISchema schema) => (_document, _schema) = (document, schema);

    /// <summary>Decides it once for each operation.</summary>
    public static bool IsSameForAll(GraphQLOperationDefinition operation, GraphQLDocument document, ISchema schema) =>
        Decided.GetValue(operation, _ => new(new SharedSelection(document, schema).Holds(operation))).Value;

    private bool Holds(GraphQLOperationDefinition operation) => RootFields.Of(operation, _document).All(root =>
        Holds(root.SelectionSet, _schema.Subscription?.GetField(root.Name.Value)?.ResolvedType?.GetNamedType()));

    private bool Holds(GraphQLSelectionSet? set, IGraphType? parent) => set?.Selections.TrueForAll(selection =>
        selection is IHasDirectivesNode { Directives: null or { Count: 0 } } && selection switch
        {
            GraphQLField field => Holds(field, parent),
            GraphQLInlineFragment inline => Holds(inline.SelectionSet, inline.TypeCondition is { } on ? TypeOf(on) : parent),
            GraphQLFragmentSpread spread => Holds(spread),
            _ => false,
        }) ?? true;

    private bool Holds(GraphQLField field, IGraphType? parent) =>
        field.Name.StringValue is "__typename"
        || ((parent as IComplexGraphType)?.GetField(field.Name.Value) is { } definition
            && SameForAllAttribute.Marks(definition)
            && field.Arguments is null or { Count: 0 }
            && Holds(field.SelectionSet, definition.ResolvedType?.GetNamedType()));

    private bool Holds(GraphQLFragmentSpread spread) =>
        !_visited.Add(spread.FragmentName.Name.StringValue)
        || (_document.Definitions.OfType<GraphQLFragmentDefinition>().FirstOrDefault(
                fragment => fragment.FragmentName.Name.Value == spread.FragmentName.Name.Value) is { Directives: null or { Count: 0 } } fragment
            && Holds(fragment.SelectionSet, TypeOf(fragment.TypeCondition)));

    private IGraphType? TypeOf(GraphQLTypeCondition condition) => _schema.AllTypes[condition.Type.Name.Value];
}
