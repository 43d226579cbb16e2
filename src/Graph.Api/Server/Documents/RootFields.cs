using GraphQLParser.AST;

namespace Graph.Api.Server.Documents;

/// <summary>Finds the root fields of an operation, including those inside fragments.</summary>
internal static class RootFields
{
    public static IEnumerable<GraphQLField> Of(GraphQLOperationDefinition operation, GraphQLDocument document) =>
        Of(operation, document.Definitions
            .OfType<GraphQLFragmentDefinition>()
            .DistinctBy(fragment => fragment.FragmentName.Name.StringValue)
            .ToDictionary(fragment => fragment.FragmentName.Name.StringValue));

    public static IEnumerable<GraphQLField> Of(
        GraphQLOperationDefinition operation, IReadOnlyDictionary<string, GraphQLFragmentDefinition> fragments) =>
        Of(operation.SelectionSet, fragments, []);

    private static IEnumerable<GraphQLField> Of(
        GraphQLSelectionSet set, IReadOnlyDictionary<string, GraphQLFragmentDefinition> fragments, HashSet<string> visited)
    {
        foreach (var selection in set.Selections)
        {
            switch (selection)
            {
                case GraphQLField field:
                    yield return field;
                    break;
                case GraphQLInlineFragment inline:
                    foreach (var field in Of(inline.SelectionSet, fragments, visited))
                    {
                        yield return field;
                    }

                    break;
                case GraphQLFragmentSpread spread:
                    var name = spread.FragmentName.Name.StringValue;
                    if (visited.Add(name) && fragments.TryGetValue(name, out var fragment))
                    {
                        foreach (var field in Of(fragment.SelectionSet, fragments, visited))
                        {
                            yield return field;
                        }
                    }

                    break;
            }
        }
    }
}
