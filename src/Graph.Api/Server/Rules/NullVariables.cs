using GraphQL;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQLParser.AST;

namespace Graph.Api.Server.Rules;

/// <summary>
/// Refuses a variable that is null where null is not allowed: the client sends null for it, or leaves it out and its
/// default is null. The document may be valid all the same: the variable or the place has a default, and null replaces it.
/// It depends on the request, so it runs for known documents too, and before anything is executed.
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
            // With `= null`, a place without a default makes the document invalid, which VariablePositions says.
            var isNullByDefault = variable.DefaultValue is GraphQLNullValue;
            var refusing = usages.FirstOrDefault(usage =>
                usage.Type is NonNullGraphType
                && usage.Variable.Name.Value == variable.Variable.Name.Value
                && (usage.HasDefault || !isNullByDefault));
            if (refusing is not null)
            {
                context.ReportError(new InvalidVariableError(
                    context,
                    variable,
                    variable.Variable.Name.StringValue,
                    $"Null is not allowed where a '{refusing.Type}' is expected. {Remedy(variable)}"));
            }
        }

        return default;

        bool IsNullHere(GraphQLVariableDefinition variable) => IsNull(variable, context.Variables);
    }

    private static string Remedy(GraphQLVariableDefinition variable) => variable.DefaultValue is GraphQLNullValue
        ? "Declare the variable without `= null` and leave it out to get the default of the place."
        : "Leave the variable out to get its default.";

    /// <summary>
    /// Whether a variable is null in a request. One that the request leaves out has its default, and is not null without
    /// one: then the place has its own default. `$x: T! = null` is no valid document, which other rules say.
    /// </summary>
    public static bool IsNull(GraphQLVariableDefinition variable, Inputs sent) =>
        sent.TryGetValue(variable.Variable.Name.StringValue, out var value)
            ? value is null
            : variable.DefaultValue is GraphQLNullValue && variable.Type is not GraphQLNonNullType;
}
