using System.Runtime.CompilerServices;
using GraphQL;
using GraphQL.Execution;
using GraphQL.Types;
using GraphQLParser.AST;

namespace Graph.Api.Server.Documents;

/// <summary>A field that is selected of objects of one type.</summary>
/// <param name="Field">The field in the document; merged from several, when the same field is selected in several places.</param>
/// <param name="Definition">The field in the schema.</param>
/// <param name="Type">The type of its value, without NonNull.</param>
public readonly record struct SelectedField(GraphQLField Field, FieldType Definition, IGraphType Type)
{
    /// <summary>The place of the field's value in the answer.</summary>
    public ExecutionNode NodeUnder(ObjectExecutionNode parent) => Type switch
    {
        ScalarGraphType scalar => new ValueExecutionNode(parent, scalar, Field, Definition, indexInParentNode: null),
        ListGraphType => new ArrayExecutionNode(parent, Type, Field, Definition, indexInParentNode: null),
        _ => new ObjectExecutionNode(parent, Type, Field, Definition, indexInParentNode: null),
    };
}

/// <summary>
/// What a document selects of objects, found once for each selection and type. The engine would look for each field by its name
/// among all fields of the type, for each object of each answer. A selection with directives is left to the engine, because they
/// may leave fields out, and so are two selections of one field with arguments.
/// </summary>
public sealed class SelectedFields
{
    /// <summary>
    /// How many fields and merged selections are kept for a document, about 40 KB, so that nobody fills the memory with many fields of
    /// objects of many types.
    /// </summary>
    public const int Most = 1_000;

    private static readonly ConditionalWeakTable<GraphQLDocument, SelectedFields> All = [];

    private readonly Lock _gate = new();
    private readonly GraphQLDocument _document;
    private volatile Dictionary<Key, SelectedField[]?> _found = [];
    private volatile int _count;

    /// <summary>
    /// The selections of the document, and those that were merged here. The engine merges anew for each object, so nothing is kept for
    /// those.
    /// </summary>
    private readonly HashSet<GraphQLSelectionSet> _own = new(ReferenceEqualityComparer.Instance);

    private SelectedFields(GraphQLDocument document)
    {
        _document = document;
        foreach (var definition in document.Definitions.OfType<GraphQLExecutableDefinition>())
        {
            Own(definition.SelectionSet);
        }
    }

    /// <summary>How many fields and selections are kept.</summary>
    public int Count => _count;

    /// <summary>How many selections are left to the engine.</summary>
    public int LeftCount => _found.Values.Count(fields => fields is null);

    public static SelectedFields Of(GraphQLDocument document) => All.GetValue(document, one => new SelectedFields(one));

    /// <summary>The fields that are selected of objects of a type, in their order; null when the engine has to look.</summary>
    public SelectedField[]? Find(GraphQLSelectionSet selection, IObjectGraphType type, ISchema schema) =>
        _found.TryGetValue(new Key(selection, type), out var fields) ? fields : Look(selection, type, schema);

    /// <summary>
    /// Whether a connection is asked for its items alone: for no cursors, and for nothing that its edges say beside the item. Then a list
    /// need not read what cursors and edges are made of.
    /// </summary>
    public bool IsOfItemsAlone(GraphQLField connection, IGraphType? type, ISchema schema)
    {
        return AreAll(connection, type, field => field.Definition.Name switch
        {
            "nodes" or "totalCount" or "__typename" => true,
            "edges" => AreAll(field.Field, field.Type, edge => edge.Definition.Name is "node" or "__typename"),
            "pageInfo" => AreAll(field.Field, field.Type, info => info.Definition.Name is "hasNextPage" or "hasPreviousPage" or "__typename"),
            _ => false,
        });

        bool AreAll(GraphQLField parent, IGraphType? of, Predicate<SelectedField> isSo) =>
            parent.SelectionSet is { } selection
            && of?.GetNamedType() is IObjectGraphType objects
            && Find(selection, objects, schema) is { } fields
            && Array.TrueForAll(fields, isSo);
    }

    private SelectedField[]? Look(GraphQLSelectionSet selection, IObjectGraphType type, ISchema schema)
    {
        if (_count >= Most)
        {
            return null;
        }

        lock (_gate)
        {
            if (_found.TryGetValue(new Key(selection, type), out var known))
            {
                return known;
            }

            if (!_own.Contains(selection))
            {
                return null;
            }

            var fields = new OrderedDictionary<string, SelectedField>();
            var found = Collect(selection, type, schema, fields, visited: []) ? fields.Values.ToArray() : null;

            // Readers keep the old dictionary, which does not change.
            _found = new Dictionary<Key, SelectedField[]?>(_found) { [new Key(selection, type)] = found };
            var count = 1 + fields.Count;
            foreach (var merged in (found ?? []).Select(field => field.Field.SelectionSet).OfType<GraphQLSelectionSet>().Where(_own.Add))
            {
                count += merged.Selections.Count;
            }

            _count += count;

            return found;
        }
    }

    private void Own(GraphQLSelectionSet? selection)
    {
        if (selection is null || !_own.Add(selection))
        {
            return;
        }

        foreach (var selected in selection.Selections)
        {
            Own((selected as IHasSelectionSetNode)?.SelectionSet);
        }
    }

    private bool Collect(
        GraphQLSelectionSet selection,
        IObjectGraphType type,
        ISchema schema,
        OrderedDictionary<string, SelectedField> into,
        HashSet<string> visited)
    {
        foreach (var selected in selection.Selections)
        {
            if (selected is IHasDirectivesNode { Directives.Count: > 0 })
            {
                return false;
            }

            var isDone = selected switch
            {
                GraphQLField field => Add(field, type, schema, into),
                GraphQLInlineFragment inline => !Applies(inline.TypeCondition, type, schema)
                    || Collect(inline.SelectionSet, type, schema, into, visited),
                GraphQLFragmentSpread spread => FollowSpread(spread),
                _ => false,
            };
            if (!isDone)
            {
                return false;
            }
        }

        return true;

        bool FollowSpread(GraphQLFragmentSpread spread) =>
            !visited.Add(spread.FragmentName.Name.StringValue)
            || (_document.Definitions.OfType<GraphQLFragmentDefinition>().FirstOrDefault(
                    fragment => fragment.FragmentName.Name.Value == spread.FragmentName.Name.Value) is { Directives: null or { Count: 0 } } fragment
                && (!Applies(fragment.TypeCondition, type, schema) || Collect(fragment.SelectionSet, type, schema, into, visited)));
    }

    /// <summary>Adds a field. When it is selected already, both become one that selects what either does.</summary>
    private static bool Add(GraphQLField field, IObjectGraphType type, ISchema schema, OrderedDictionary<string, SelectedField> into)
    {
        var name = (field.Alias?.Name ?? field.Name).StringValue;
        if (!into.TryGetValue(name, out var first))
        {
            if (DefinitionOf(field, type, schema) is not { ResolvedType: { } value } definition)
            {
                return false;
            }

            into.Add(name, new SelectedField(field, definition, value is NonNullGraphType { ResolvedType: { } inner } ? inner : value));
            return true;
        }

        if (first.Field.Arguments is { Count: > 0 } || field.Arguments is { Count: > 0 })
        {
            return false;
        }

        if (first.Field.SelectionSet is { } its && field.SelectionSet is { } more)
        {
            into[name] = first with
            {
                Field = new GraphQLField(first.Field.Name)
                {
                    Alias = first.Field.Alias,
                    Location = first.Field.Location,
                    SelectionSet = new GraphQLSelectionSet([.. its.Selections.Union(more.Selections)]),
                },
            };
        }

        return true;
    }

    private static FieldType? DefinitionOf(GraphQLField field, IObjectGraphType type, ISchema schema) => field.Name.Value switch
    {
        var name when name == schema.TypeNameMetaFieldType.Name => schema.TypeNameMetaFieldType,
        var name when type == schema.Query && name == schema.SchemaMetaFieldType.Name => schema.SchemaMetaFieldType,
        var name when type == schema.Query && name == schema.TypeMetaFieldType.Name => schema.TypeMetaFieldType,
        var name => type.GetField(name),
    };

    private static bool Applies(GraphQLTypeCondition? condition, IObjectGraphType type, ISchema schema) =>
        condition is null || schema.AllTypes[condition.Type.Name.Value] switch
        {
            IObjectGraphType one => one == type,
            IAbstractGraphType many => many.IsPossibleType(type),
            _ => false,
        };

    /// <summary>A selection of objects of a type. Both are compared by reference.</summary>
    private readonly record struct Key(GraphQLSelectionSet Selection, IObjectGraphType Type)
    {
        public bool Equals(Key other) => ReferenceEquals(Selection, other.Selection) && ReferenceEquals(Type, other.Type);

        public override int GetHashCode() => RuntimeHelpers.GetHashCode(Selection) ^ RuntimeHelpers.GetHashCode(Type);
    }
}
