using GraphQL;
using GraphQL.Types;
using GraphQLParser.AST;

namespace Graph.Api.Server.Rules;

/// <summary>A place in a document where a variable stands.</summary>
/// <param name="Variable">The variable, as it is written there.</param>
/// <param name="Type">The type that the place expects. Items of lists and fields of inputs have their own.</param>
/// <param name="HasDefault">Whether the place has a default value, so that an absent variable is no fault.</param>
/// <param name="Choice">The input of which the place is the one field to be given (@oneOf); else null.</param>
internal sealed record VariableUsage(GraphQLVariable Variable, IGraphType Type, bool HasDefault, string? Choice);

/// <summary>
/// Finds where an operation uses variables, and which type each place expects. The engine knows the type of a whole list
/// only, so it takes null for an item that must not be null.
/// </summary>
internal sealed class VariableUsages : OperationWalk
{
    private readonly List<VariableUsage> _found = [];

    private VariableUsages(GraphQLDocument document, ISchema schema)
        : base(document, schema)
    {
    }

    public static IReadOnlyList<VariableUsage> Of(GraphQLOperationDefinition operation, GraphQLDocument document, ISchema schema)
    {
        var usages = new VariableUsages(document, schema);
        usages.Walk(operation);
        return usages._found;
    }

    protected override void VisitDirectives(ASTNode node)
    {
        foreach (var directive in (node as IHasDirectivesNode)?.Directives?.Items ?? [])
        {
            LookAt(directive.Arguments, Schema.Directives.Find(directive.Name.StringValue)?.Arguments);
        }
    }

    protected override void VisitArguments(GraphQLField field, QueryArguments? declared) => LookAt(field.Arguments, declared);

    private void LookAt(GraphQLArguments? given, QueryArguments? declared)
    {
        foreach (var argument in given?.Items ?? [])
        {
            if (declared?.Find(argument.Name.StringValue) is { ResolvedType: { } type } definition)
            {
                LookAt(argument.Value, type, definition.DefaultValue is not null, null);
            }
        }
    }

    private void LookAt(GraphQLValue value, IGraphType type, bool hasDefault, string? choice)
    {
        switch (value)
        {
            case GraphQLVariable variable:
                _found.Add(new VariableUsage(variable, type, hasDefault, choice));
                break;
            case GraphQLListValue list:
                var nullable = type is NonNullGraphType nonNull ? nonNull.ResolvedType! : type;
                foreach (var item in list.Values ?? [])
                {
                    LookAt(item, nullable is ListGraphType items ? items.ResolvedType! : nullable, false, null);
                }

                break;
            case GraphQLObjectValue fields when type.GetNamedType() is IInputObjectGraphType input:
                foreach (var field in fields.Fields ?? [])
                {
                    if (input.GetField(field.Name.Value) is { ResolvedType: { } fieldType } definition)
                    {
                        var isDefault = definition.DefaultValue is not null;
                        LookAt(field.Value, fieldType, isDefault, input.IsOneOf ? input.Name : null);
                    }
                }

                break;
        }
    }
}
