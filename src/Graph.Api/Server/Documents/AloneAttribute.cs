using Graph.Api.Server.Errors;
using GraphQL;
using GraphQL.Types;
using GraphQLParser.AST;

namespace Graph.Api.Server.Documents;

/// <summary>
/// This field carries a secret that could be guessed, so it is the only root field of its operation: aliases multiply
/// nothing. With a name: only when that field of `input` is given.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AloneAttribute(string? when = null) : GraphQLAttribute
{
    private const string Key = "alone";
    private const string Always = "";

    public override void Modify(FieldType fieldType, bool isInputType) => fieldType.Metadata[Key] = when ?? Always;

    internal static void Check(
        GraphQLOperationDefinition operation, GraphQLDocument document, ISchema schema, Inputs? variables)
    {
        if (operation.Operation != OperationType.Mutation)
        {
            return;
        }

        var fields = RootFields.Of(operation, document).ToList();
        if (fields.Count > 1 && fields.Any(field => IsAlone(field, schema, variables)))
        {
            throw GraphError.BadUserInput(
                "What carries a password, a code or a PIN comes alone: send it as the only field of its operation.");
        }
    }

    private static bool IsAlone(GraphQLField field, ISchema schema, Inputs? variables)
    {
        var when = schema.Mutation?.GetField(field.Name.Value)?.GetMetadata<string?>(Key, (string?)null);
        if (when is null or Always)
        {
            return when is not null;
        }

        var input = field.Arguments?.FirstOrDefault(argument => argument.Name.Value == "input")?.Value;
        return input switch
        {
            GraphQLObjectValue literal => literal.Fields?.Any(given =>
                given.Name.Value == when && given.Value switch
                {
                    GraphQLNullValue => false,
                    GraphQLVariable variable => ValueOf(variable, variables) is not null,
                    _ => true,
                }) == true,
            GraphQLVariable variable => ValueOf(variable, variables) is IDictionary<string, object?> given
                && given.TryGetValue(when, out var value) && value is not null,
            _ => false,
        };
    }

    private static object? ValueOf(GraphQLVariable variable, Inputs? variables) =>
        variables is not null && variables.TryGetValue(variable.Name.StringValue, out var value) ? value : null;
}
