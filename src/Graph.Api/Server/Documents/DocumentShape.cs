using Graph.Api.Server.Errors;
using GraphQLParser.AST;

namespace Graph.Api.Server.Documents;

/// <summary>
/// Measures a parsed document before it is validated. Each fragment is measured once, and sums stop just above the
/// limit. Otherwise 24 levels of fragments, each of which uses the next one twice, would take hours.
/// </summary>
internal sealed class DocumentShape
{
    private readonly Dictionary<string, GraphQLFragmentDefinition> _fragments = [];
    private readonly Dictionary<string, (int Fields, int Depth)> _measured = [];
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
        var (fields, depth) = Measure(operation.SelectionSet);
        Require(fields <= _limits.ExpandedFields, $"An operation expands to at most {_limits.ExpandedFields} fields.");
        Require(depth <= _limits.Depth, $"An operation is at most {_limits.Depth} levels deep.");
        var roots = RootFields.Of(operation, _fragments).Take(_limits.RootFields + 1).Count();
        Require(roots <= _limits.RootFields, $"An operation has at most {_limits.RootFields} root fields.");
        Require(
            operation.Operation != OperationType.Mutation || roots <= _limits.Mutations,
            $"A request has at most {_limits.Mutations} mutations.");
    }

    private (int Fields, int Depth) Measure(GraphQLSelectionSet? set)
    {
        var (fields, depth) = (0, 0);
        foreach (var selection in set?.Selections ?? [])
        {
            CountDirectives(selection as IHasDirectivesNode);
            var (below, deep) = selection switch
            {
                GraphQLField field => MeasureField(field),
                GraphQLInlineFragment inline => Measure(inline.SelectionSet),
                GraphQLFragmentSpread spread => MeasureFragment(spread.FragmentName.Name.StringValue),
                _ => (0, 0),
            };
            fields = Math.Min(fields + below, _limits.ExpandedFields + 1);
            depth = Math.Max(depth, deep);
        }

        return (fields, depth);
    }

    private (int Fields, int Depth) MeasureField(GraphQLField field)
    {
        _aliases += field.Alias is null ? 0 : 1;
        var (fields, depth) = Measure(field.SelectionSet);
        return (fields + 1, depth + 1);
    }

    /// <summary>
    /// Measures a fragment. A fragment inside itself counts as nothing here, because validation refuses it.
    /// </summary>
    private (int Fields, int Depth) MeasureFragment(string name)
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
}
