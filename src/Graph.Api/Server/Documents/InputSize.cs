using System.Collections;
using Graph.Api.Server.Errors;
using GraphQL;
using GraphQLParser.AST;
using GraphQLParser.Visitors;

namespace Graph.Api.Server.Documents;

/// <summary>Limits the length of lists in the input, both in variables and in the document.</summary>
internal static class InputSize
{
    public static void Check(GraphQLDocument document, GraphLimits limits)
    {
        var found = new LongestList();
        new ListVisitor().VisitAsync(document, found).AsTask().GetAwaiter().GetResult();
        Require(found.Items, limits.InputListItems);
    }

    public static void Check(Inputs? variables, GraphLimits limits)
    {
        foreach (var (_, value) in variables ?? Inputs.Empty)
        {
            Check(value, limits.InputListItems);
        }
    }

    private static void Check(object? value, int max)
    {
        switch (value)
        {
            case IDictionary<string, object?> fields:
                foreach (var field in fields.Values)
                {
                    Check(field, max);
                }

                break;
            case IList items:
                Require(items.Count, max);
                foreach (var item in items)
                {
                    Check(item, max);
                }

                break;
        }
    }

    private static void Require(int items, int max)
    {
        if (items > max)
        {
            throw GraphError.BadUserInput($"A list in the input may have at most {max} items.");
        }
    }

    private sealed class LongestList : IASTVisitorContext
    {
        public int Items { get; set; }

        public CancellationToken CancellationToken => CancellationToken.None;
    }

    private sealed class ListVisitor : ASTVisitor<LongestList>
    {
        protected override ValueTask VisitListValueAsync(GraphQLListValue listValue, LongestList context)
        {
            context.Items = Math.Max(context.Items, listValue.Values?.Count ?? 0);
            return base.VisitListValueAsync(listValue, context);
        }
    }
}
