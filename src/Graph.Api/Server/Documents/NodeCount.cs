using System.Runtime.CompilerServices;
using Graph.Api.Server.Errors;
using Graph.Api.Server.Relay;
using Graph.Api.Server.Scalars;
using GraphQL;
using GraphQL.Types;
using GraphQLParser.AST;

namespace Graph.Api.Server.Documents;

/// <summary>
/// Counts how many nodes an operation may ask for, before anything runs: the sizes of pages within pages are multiplied,
/// and all paths are added up. Each fragment is counted once, and sums stop just above the limit. It depends on variables,
/// but an operation that stays below the limit whatever is sent needs no count for each request.
/// </summary>
internal sealed class NodeCount
{
    /// <summary>Where sums stop when they are counted without a limit.</summary>
    private const int Many = 1_000_000_000;

    /// <summary>The value of a variable that is not sent yet.</summary>
    private static readonly object AnyValue = new();

    /// <summary>The most nodes that an operation may ask for, whatever its variables are.</summary>
    private static readonly ConditionalWeakTable<GraphQLOperationDefinition, StrongBox<long>> Most = [];

    private readonly Dictionary<string, GraphQLFragmentDefinition> _fragments = [];
    private readonly Dictionary<string, long> _counted = [];
    private readonly ISchema _schema;
    private readonly GraphQLOperationDefinition _operation;
    private readonly Inputs? _variables;
    private readonly bool _areAny;
    private readonly long _beyond;

    private NodeCount(
        GraphQLOperationDefinition operation, GraphQLDocument document, ISchema schema, Inputs? variables, bool areAny, int limit)
    {
        (_operation, _schema, _variables, _areAny, _beyond) = (operation, schema, variables, areAny, limit + 1L);
        foreach (var fragment in document.Definitions.OfType<GraphQLFragmentDefinition>())
        {
            _fragments.TryAdd(fragment.FragmentName.Name.StringValue, fragment);
        }
    }

    public static void Check(
        GraphQLOperationDefinition operation, GraphQLDocument document, ISchema schema, Inputs? variables, int limit)
    {
        if (!Most.TryGetValue(operation, out var most))
        {
            var counted = new NodeCount(operation, document, schema, variables: null, areAny: true, Many).Count();
            most = Most.GetOrAdd(operation, new StrongBox<long>(counted));
        }

        if (most.Value > limit && new NodeCount(operation, document, schema, variables, areAny: false, limit).Count() > limit)
        {
            throw GraphError.CostLimitExceeded(
                $"An operation may ask for at most {limit} nodes. The sizes of pages within pages are multiplied, and "
                + "lists without pages count as one page. Ask for smaller pages.");
        }
    }

    private long Count() => Of(_operation.SelectionSet, _operation.Operation switch
    {
        OperationType.Mutation => _schema.Mutation,
        OperationType.Subscription => _schema.Subscription,
        _ => _schema.Query,
    });

    /// <summary>The nodes below one object of a type.</summary>
    private long Of(GraphQLSelectionSet? set, IGraphType? type)
    {
        var sum = 0L;
        foreach (var selection in set?.Selections ?? [])
        {
            sum = Math.Min(_beyond, sum + selection switch
            {
                GraphQLField field => Of(field, type),
                GraphQLInlineFragment inline => Of(inline.SelectionSet, TypeOf(inline.TypeCondition) ?? type),
                GraphQLFragmentSpread spread => OfFragment(spread.FragmentName.Name.StringValue),
                _ => 0,
            });
        }

        return sum;
    }

    /// <summary>
    /// Nothing is counted for a field that does not exist, because validation refuses it, and for introspection, which
    /// reads no data.
    /// </summary>
    private long Of(GraphQLField field, IGraphType? parent)
    {
        if (field.SelectionSet is null
            || field.Name.StringValue.StartsWith("__", StringComparison.Ordinal)
            || (parent as IComplexGraphType)?.Fields.Find(field.Name) is not { } definition)
        {
            return 0;
        }

        var below = Of(field.SelectionSet, definition.ResolvedType?.GetNamedType());
        return SizeOf(field, definition, parent, below) is { } size ? Math.Min(_beyond, size * (1 + below)) : below;
    }

    /// <summary>
    /// A fragment inside itself counts as nothing here, because validation refuses it.
    /// </summary>
    private long OfFragment(string name)
    {
        if (_counted.TryGetValue(name, out var known) || !_fragments.TryGetValue(name, out var fragment))
        {
            return known;
        }

        _counted[name] = 0;
        return _counted[name] = Of(fragment.SelectionSet, TypeOf(fragment.TypeCondition));
    }

    private IGraphType? TypeOf(GraphQLTypeCondition? condition) =>
        condition is null ? null : _schema.AllTypes[condition.Type.Name];

    /// <summary>
    /// The number of objects that a field may return; null when it returns one. The lists inside a page are as long as
    /// the page itself. Other lists have no arguments for their length. They count as one page of the usual size, or, when
    /// lists are asked for below them, as the largest number that they may have.
    /// </summary>
    private int? SizeOf(GraphQLField field, FieldType definition, IGraphType? parent, long below)
    {
        if (PagingConventionAttribute.IsPaged(definition))
        {
            return Math.Clamp(
                Math.Max(NumberOf(field, "first") ?? -1, NumberOf(field, "last") ?? -1) is >= 0 and var asked
                    ? asked
                    : PageArguments.Default,
                0,
                PageArguments.Max);
        }

        var most = AtMostAttribute.Of(definition);
        if (most is { Days: true })
        {
            return DaysOf(field, most.Items);
        }

        if (_operation.Operation == OperationType.Subscription && parent == _schema.Subscription)
        {
            // What a stream sends first is one operation's work. Later events come one by one.
            return most?.Items;
        }

        var isList = definition.ResolvedType is ListGraphType or NonNullGraphType { ResolvedType: ListGraphType };
        return !isList || (parent as IComplexGraphType)?.Fields.Find("pageInfo") is not null ? null
            : ValueOf(field, "ids") switch
            {
                GraphQLListValue literal => literal.Values?.Count ?? 0,
                var any when any == AnyValue => Many,
                System.Collections.ICollection sent => sent.Count,
                _ => below > 0 && most is not null ? most.Items : PageArguments.Default,
            };
    }

    /// <summary>The days between two arguments, both included. What cannot be read counts as the most: the engine refuses it anyway.</summary>
    private int DaysOf(GraphQLField field, int most) =>
        DayOf(field, "from") is { } first && DayOf(field, "to") is { } last
            ? Math.Clamp(last.DayNumber - first.DayNumber + 1, 0, most)
            : most;

    private DateOnly? DayOf(GraphQLField field, string argument) => ValueOf(field, argument) switch
    {
        DateOnly day => day,
        string sent when CalendarDateGraphType.TryParse(sent, out var day) => day,
        GraphQLStringValue literal when CalendarDateGraphType.TryParse(literal.Value.ToString(), out var day) => day,
        _ => null,
    };

    /// <summary>
    /// A number in the document, in a variable, or in the default of a variable; null when none is given. What is not a
    /// number counts as the largest page: the engine refuses it anyway.
    /// </summary>
    private int? NumberOf(GraphQLField field, string argument) => ValueOf(field, argument) switch
    {
        null or GraphQLNullValue => null,
        int number => number,
        GraphQLIntValue literal when int.TryParse(literal.Value, out var number) => number,
        _ => PageArguments.Max,
    };

    private object? ValueOf(GraphQLField field, string argument)
    {
        object? value = field.Arguments?.FirstOrDefault(given => given.Name.Value == argument)?.Value;
        if (value is not GraphQLVariable variable)
        {
            return value;
        }

        return _areAny ? AnyValue : _variables is not null && _variables.TryGetValue(variable.Name.StringValue, out var sent)
            ? sent
            : _operation.Variables?.FirstOrDefault(declared => declared.Variable.Name.Value == variable.Name.Value)?.DefaultValue;
    }
}
