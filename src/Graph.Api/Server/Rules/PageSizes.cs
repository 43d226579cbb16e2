using Graph.Api.Server.Errors;
using Graph.Api.Server.Relay;
using GraphQL.Execution;
using GraphQL.Validation;
using GraphQLParser;
using GraphQLParser.AST;

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
        if (context.ArgumentValues is { } all)
        {
            foreach (var (field, arguments) in all)
            {
                Check(field, arguments, context.Document);
            }
        }

        return default;
    }

    /// <summary>Looks at the sizes among the arguments of a field.</summary>
    /// <exception cref="GraphError">A page is too large, or it has both sizes.</exception>
    public static void Check(GraphQLField field, IDictionary<string, ArgumentValue> arguments, GraphQLDocument document)
    {
        if (!arguments.TryGetValue("first", out var first) || !arguments.TryGetValue("last", out var last))
        {
            return;
        }

        try
        {
            new PageArguments(first.Value as int?, null, last.Value as int?, null).Checked();
        }
        catch (GraphError refusal)
        {
            refusal.AddLocation(Location.FromLinearPosition(document.Source, field.Location.Start));
            throw;
        }
    }
}
