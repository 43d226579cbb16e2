using Graph.Api.Server.Errors;
using GraphQL;
using GraphQL.Types;
using GraphQLParser.AST;

namespace Graph.Api.Server.Documents;

/// <summary>
/// Marks a mutation that must be the only root field of its operation, because it carries a secret that could be
/// guessed: with aliases, one request could try many secrets. With names, it applies only when one of those fields of
/// `input` is given.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AloneAttribute(params string[] when) : GraphQLAttribute
{
    private const string Key = "alone";

    public override void Modify(FieldType fieldType, bool isInputType) => fieldType.Metadata[Key] = when;

    internal static void Check(
        GraphQLOperationDefinition operation, GraphQLDocument document, ISchema schema, Inputs? variables)
    {
        if (operation.Operation != OperationType.Mutation)
        {
            return;
        }

        // The same field in two fragments is one root field.
        var fields = RootFields.Of(operation, document)
            .DistinctBy(field => (field.Alias?.Name ?? field.Name).StringValue)
            .ToList();
        if (fields.Count > 1 && fields.Any(field => IsAlone(field, operation, schema, variables)))
        {
            throw GraphError.BadUserInput(
                "A mutation with a password, code, PIN, passkey or payee's name must be the only root field of its operation.");
        }
    }

    private static bool IsAlone(
        GraphQLField field, GraphQLOperationDefinition operation, ISchema schema, Inputs? variables)
    {
        var when = schema.Mutation?.GetField(field.Name.Value)?.GetMetadata<string[]?>(Key, (string[]?)null);
        if (when is null or [])
        {
            return when is not null;
        }

        var input = field.Arguments?.FirstOrDefault(argument => argument.Name.Value == "input")?.Value;
        return when.Any(name => IsGiven(input, name, operation, variables));
    }

    /// <summary>
    /// Whether the input has the field: in the document, in a variable, or in the default of a variable.
    /// </summary>
    private static bool IsGiven(GraphQLValue? input, string when, GraphQLOperationDefinition operation, Inputs? variables) =>
        input switch
        {
            GraphQLObjectValue literal => literal.Fields?.Any(given =>
                given.Name.Value == when && !IsNull(given.Value, operation, variables)) == true,
            GraphQLVariable variable when IsSent(variable, variables, out var sent) =>
                sent is IDictionary<string, object?> given && given.TryGetValue(when, out var value) && value is not null,
            GraphQLVariable variable => IsGiven(DefaultOf(variable, operation), when, operation, variables),
            _ => false,
        };

    private static bool IsNull(GraphQLValue value, GraphQLOperationDefinition operation, Inputs? variables) => value switch
    {
        GraphQLNullValue => true,
        GraphQLVariable variable when IsSent(variable, variables, out var sent) => sent is null,
        GraphQLVariable variable => DefaultOf(variable, operation) is null or GraphQLNullValue,
        _ => false,
    };

    private static bool IsSent(GraphQLVariable variable, Inputs? variables, out object? sent)
    {
        sent = null;
        return variables is not null && variables.TryGetValue(variable.Name.StringValue, out sent);
    }

    private static GraphQLValue? DefaultOf(GraphQLVariable variable, GraphQLOperationDefinition operation) =>
        operation.Variables?.FirstOrDefault(declared => declared.Variable.Name.Value == variable.Name.Value)?.DefaultValue;
}
