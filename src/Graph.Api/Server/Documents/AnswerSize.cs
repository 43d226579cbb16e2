using Graph.Api.Server.Errors;
using GraphQL;
using GraphQL.Execution;

namespace Graph.Api.Server.Documents;

/// <summary>
/// Measures an answer before it is written. Long texts in long lists under many aliases would make an answer of gigabytes from a
/// document of a few hundred characters, although the number of nodes is limited.
/// </summary>
internal sealed class AnswerSize
{
    /// <summary>What a value takes beside its text: quotes, a colon and a comma.</summary>
    private const int Punctuation = 4;

    private long _left;

    /// <summary>Returns the result, or a refusal in its place when it is too large.</summary>
    /// <param name="result">What was found.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="isCommitted">Whether a mutation of the operation has taken effect.</param>
    public static ExecutionResult Within(ExecutionResult result, GraphLimits limits, bool isCommitted)
    {
        if (result.Data is not ExecutionNode data || new AnswerSize { _left = limits.AnswerCharacters }.Fits(data))
        {
            return result;
        }

        var refusal = GraphError.CostLimitExceeded(
            $"The answer has more than {limits.AnswerCharacters} characters. "
            + (isCommitted ? "The change was saved; fetch less of its result with a query." : "Ask for smaller pages or fewer fields."));
        if (isCommitted)
        {
            refusal.MarkCommitted();
        }

        return new ExecutionResult
        {
            Executed = true,
            Operation = result.Operation,
            Document = result.Document,
            Query = result.Query,
            Errors = [.. result.Errors ?? [], refusal],
        };
    }

    private bool Fits(ExecutionNode? node)
    {
        switch (node)
        {
            case ObjectExecutionNode { SubFields: { } fields }:
                foreach (var field in fields)
                {
                    _left -= field.Name!.Length + Punctuation;
                    if (!Fits(field))
                    {
                        return false;
                    }
                }

                break;
            case ArrayExecutionNode { Items: { } items }:
                foreach (var item in items)
                {
                    if (!Fits(item))
                    {
                        return false;
                    }
                }

                break;
            default:
                _left -= node?.Result is string text ? text.Length + Punctuation : Punctuation;
                break;
        }

        return _left >= 0;
    }
}
