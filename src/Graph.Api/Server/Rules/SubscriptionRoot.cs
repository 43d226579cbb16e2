using GraphQL.Validation;
using GraphQLParser.AST;

namespace Graph.Api.Server.Rules;

/// <summary>
/// A subscription has one root field, which is not one of introspection. The same field in two fragments is one. A root
/// field takes neither @skip nor @include, because a subscription without a root field is none. It replaces the
/// engine's rule, which counts selections.
/// </summary>
internal sealed class SubscriptionRoot : ValidationRuleBase
{
    public static readonly SubscriptionRoot Instance = new();

    public override ValueTask<INodeVisitor?> GetPreNodeVisitorAsync(ValidationContext context)
    {
        foreach (var operation in context.Document.Definitions.OfType<GraphQLOperationDefinition>())
        {
            if (operation.Operation == OperationType.Subscription)
            {
                Check(operation, context);
            }
        }

        return default;
    }

    private static void Check(GraphQLOperationDefinition operation, ValidationContext context)
    {
        var fields = new List<GraphQLField>();
        Collect(operation.SelectionSet, context, fields, []);
        if (fields.DistinctBy(ResponseName).Skip(1).FirstOrDefault() is { } second)
        {
            Report(context, "A subscription has one root field only.", second);
        }

        if (fields.Find(field => field.Name.StringValue.StartsWith("__", StringComparison.Ordinal)) is { } introspection)
        {
            Report(context, "The root field of a subscription must not be one of introspection.", introspection);
        }
    }

    private static void Collect(
        GraphQLSelectionSet set, ValidationContext context, List<GraphQLField> fields, HashSet<string> visited)
    {
        foreach (var selection in set.Selections)
        {
            var conditional = (selection as IHasDirectivesNode)?.Directives?.Items
                .Find(directive => directive.Name.StringValue is "skip" or "include");
            if (conditional is not null)
            {
                Report(context, "The root of a subscription takes neither @skip nor @include.", conditional);
            }

            switch (selection)
            {
                case GraphQLField field:
                    fields.Add(field);
                    break;
                case GraphQLInlineFragment inline:
                    Collect(inline.SelectionSet, context, fields, visited);
                    break;
                case GraphQLFragmentSpread spread when visited.Add(spread.FragmentName.Name.StringValue):
                    var fragment = context.Document.Definitions.OfType<GraphQLFragmentDefinition>()
                        .FirstOrDefault(fragment => fragment.FragmentName.Name.Value == spread.FragmentName.Name.Value);
                    if (fragment is not null)
                    {
                        Collect(fragment.SelectionSet, context, fields, visited);
                    }

                    break;
            }
        }
    }

    private static string ResponseName(GraphQLField field) => (field.Alias?.Name ?? field.Name).StringValue;

    private static void Report(ValidationContext context, string message, ASTNode node) =>
        context.ReportError(new ValidationError(context.Document.Source, "5.2.4.1", message, node));
}
