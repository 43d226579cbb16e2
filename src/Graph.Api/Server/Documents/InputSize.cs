using System.Collections;
using Graph.Api.Server.Errors;
using GraphQL;

namespace Graph.Api.Server.Documents;

/// <summary>Bounds lists inside variables; literal ones are bounded by the tokens of the document.</summary>
internal static class InputSize
{
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
                if (items.Count > max)
                {
                    throw GraphError.BadUserInput($"A list in the input has at most {max} items.");
                }

                foreach (var item in items)
                {
                    Check(item, max);
                }

                break;
        }
    }
}
