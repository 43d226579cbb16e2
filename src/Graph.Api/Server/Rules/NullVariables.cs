using GraphQL;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQLParser.AST;

namespace Graph.Api.Server.Rules;

/// <summary>
/// Refuses null that a client sends for a variable where null is not allowed. The document may be valid all the same:
/// the variable or the place has a default, and null replaces it. It depends on the request, so it runs for known
/// documents too, and before anything is executed.
/// </summary>
internal sealed class NullVariables : ValidationRuleBase
{
    public static readonly NullVariables Instance = new();

    public override ValueTask<INodeVisitor?> GetPreNodeVisitorAsync(ValidationContext context)
    {
        if (context.Operation.Variables is not { } variables || !variables.Items.Any(IsNullHere))
        {
            return default;
        }

        var usages = VariableUsages.Of(context.Operation, context.Document, context.Schema);
        foreach (var variable in variables.Items.Where(IsNullHere))
        {
            var refusing = usages.FirstOrDefault(usage =>
                usage.Type is NonNullGraphType && usage.Variable.Name.Value == variable.Variable.Name.Value);
            if (refusing is not null)
            {
                context.ReportError(new InvalidVariableError(
                    context,
                    variable,
                    variable.Variable.Name.StringValue,
                    $"Null is not allowed where a '{refusing.Type}' is expected. Leave the variable out to get its default."));
            }
        }

        return default;

        bool IsNullHere(GraphQLVariableDefinition variable) => IsNull(variable, context.Variables);
    }

    /// <summary>Whether a request sends null for a variable. A variable that it leaves out is not null: it has its default.</summary>
    public static bool IsNull(GraphQLVariableDefinition variable, Inputs sent) =>
        sent.TryGetValue(variable.Variable.Name.StringValue, out var value) && value is null;
}
