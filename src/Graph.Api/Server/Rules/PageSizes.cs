using Graph.Api.Server.Errors;
using Graph.Api.Server.Relay;
using GraphQL.Execution;
using GraphQL.Validation;

namespace Graph.Api.Server.Rules;

/// <summary>
/// Looks at the sizes of pages before anything runs, so that no mutation takes effect whose answer would be refused. It
/// depends on variables, so it runs for known documents too.
/// </summary>
internal sealed class PageSizes : ValidationRuleBase
{
    public static readonly PageSizes Instance = new();

    /// <exception cref="GraphError">A page is too large, or it has both sizes.</exception>
    public override ValueTask<INodeVisitor?> GetPostNodeVisitorAsync(ValidationContext context)
    {
        foreach (var arguments in context.ArgumentValues?.Values ?? Enumerable.Empty<IDictionary<string, ArgumentValue>>())
        {
            Check(arguments);
        }

        return default;
    }

    /// <summary>Looks at the sizes among the arguments of a field.</summary>
    /// <exception cref="GraphError">A page is too large, or it has both sizes.</exception>
    public static void Check(IDictionary<string, ArgumentValue> arguments)
    {
        if (arguments.TryGetValue("first", out var first) && arguments.TryGetValue("last", out var last))
        {
            new PageArguments(first.Value as int?, null, last.Value as int?, null).Checked();
        }
    }
}
