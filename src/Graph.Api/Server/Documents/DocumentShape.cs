using Graph.Api.Server.Errors;
using GraphQLParser.AST;

namespace Graph.Api.Server.Documents;

/// <summary>
/// Measures a parsed document before it is validated. Each fragment is measured once, and sums stop just above the
/// limit. Otherwise 24 levels of fragments, each of which uses the next one twice, would take hours.
/// </summary>
internal sealed class DocumentShape
{
    /// <summary>
    /// How many of the lists of introspection that lead from types to types may stand within each other. The usual queries need one.
    /// With each further one the answer has many times as many objects.
    /// </summary>
    private const int TypeLists = 2;

    private static readonly HashSet<string> ListsOfTypes = ["fields", "inputFields", "interfaces", "possibleTypes"];

    private readonly Dictionary<string, GraphQLFragmentDefinition> _fragments = [];
    private readonly Dictionary<string, Size> _measured = [];
    private readonly GraphLimits _limits;
    private int _aliases;
    private int _directives;

    private DocumentShape(GraphQLDocument document, GraphLimits limits)
    {
        _limits = limits;
        foreach (var fragment in document.Definitions.OfType<GraphQLFragmentDefinition>())
        {
            _fragments.TryAdd(fragment.FragmentName.Name.StringValue, fragment);
        }
    }

    public static void Check(GraphQLDocument document, GraphLimits limits)
    {
        var shape = new DocumentShape(document, limits);
        foreach (var definition in document.Definitions)
        {
            switch (definition)
            {
                case GraphQLOperationDefinition operation:
                    shape.Check(operation);
                    break;
                case GraphQLFragmentDefinition fragment:
                    shape.MeasureFragment(fragment.FragmentName.Name.StringValue);
                    break;
            }
        }

        Require(shape._aliases <= limits.Aliases, $"A document has at most {limits.Aliases} aliases.");
        Require(shape._directives <= limits.Directives, $"A document has at most {limits.Directives} directives.");
    }

    private void Check(GraphQLOperationDefinition operation)
    {
        CountDirectives(operation);
        var (fields, depth, typeLists) = Measure(operation.SelectionSet);
        Require(typeLists <= TypeLists, $"At most {TypeLists} of {string.Join(", ", ListsOfTypes)} stand within each other.");
        Require(fields <= _limits.ExpandedFields, $"An operation expands to at most {_limits.ExpandedFields} fields.");
        Require(depth <= _limits.Depth, $"An operation is at most {_limits.Depth} levels deep.");
        var roots = RootFields.Of(operation, _fragments).Take(_limits.RootFields + 1).Count();
        Require(roots <= _limits.RootFields, $"An operation has at most {_limits.RootFields} root fields.");
        Require(
            operation.Operation != OperationType.Mutation || roots <= _limits.Mutations,
            $"A request has at most {_limits.Mutations} mutations.");
    }

    private Size Measure(GraphQLSelectionSet? set)
    {
        var size = new Size();
        foreach (var selection in set?.Selections ?? [])
        {
            CountDirectives(selection as IHasDirectivesNode);
            var below = selection switch
            {
                GraphQLField field => MeasureField(field),
                GraphQLInlineFragment inline => Measure(inline.SelectionSet),
                GraphQLFragmentSpread spread => MeasureFragment(spread.FragmentName.Name.StringValue),
                _ => default,
            };
            size = new Size(
                Math.Min(size.Fields + below.Fields, _limits.ExpandedFields + 1),
                Math.Max(size.Depth, below.Depth),
                Math.Max(size.TypeLists, below.TypeLists));
        }

        return size;
    }

    private Size MeasureField(GraphQLField field)
    {
        _aliases += field.Alias is null ? 0 : 1;
        var (fields, depth, typeLists) = Measure(field.SelectionSet);
        return new Size(fields + 1, depth + 1, typeLists + (ListsOfTypes.Contains(field.Name.StringValue) ? 1 : 0));
    }

    /// <summary>
    /// Measures a fragment. A fragment inside itself counts as nothing here, because validation refuses it.
    /// </summary>
    private Size MeasureFragment(string name)
    {
        if (_measured.TryGetValue(name, out var known) || !_fragments.TryGetValue(name, out var fragment))
        {
            return known;
        }

        _measured[name] = default;
        return _measured[name] = Measure(fragment.SelectionSet);
    }

    private void CountDirectives(IHasDirectivesNode? node) => _directives += node?.Directives?.Count ?? 0;

    private static void Require(bool holds, string message)
    {
        if (!holds)
        {
            throw GraphError.Invalid(message);
        }
    }

    /// <param name="Fields">How many fields there are, those of fragments as often as they are used.</param>
    /// <param name="Depth">How many levels they have.</param>
    /// <param name="TypeLists">How many lists of introspection that lead from types to types stand within each other.</param>
    private readonly record struct Size(int Fields, int Depth, int TypeLists);
}
