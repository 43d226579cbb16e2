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
/// only, so it takes null for an item that must not be null. What the schema does not have is passed over, because other
/// rules refuse it.
/// </summary>
internal sealed class VariableUsages
{
    private readonly List<VariableUsage> _found = [];
    private readonly HashSet<string> _visited = [];
    private readonly GraphQLDocument _document;
    private readonly ISchema _schema;

    private VariableUsages(GraphQLDocument document, ISchema schema)
    {
        _document = document;
        _schema = schema;
    }

    /// <summary>The field of the schema that a field of a document means; null when the type has none.</summary>
    public static FieldType? DefinitionOf(GraphQLField field, IGraphType? parent, ISchema schema)
    {
        var name = field.Name.Value;
        return name == schema.TypeMetaFieldType.Name ? schema.TypeMetaFieldType
            : name == schema.SchemaMetaFieldType.Name ? schema.SchemaMetaFieldType
            : (parent as IComplexGraphType)?.GetField(name);
    }

    public static IReadOnlyList<VariableUsage> Of(GraphQLOperationDefinition operation, GraphQLDocument document, ISchema schema)
    {
        var usages = new VariableUsages(document, schema);
        usages.LookAt(operation.Directives);
        usages.LookAt(operation.SelectionSet, operation.Operation switch
        {
            OperationType.Query => schema.Query,
            OperationType.Mutation => schema.Mutation,
            _ => schema.Subscription,
        });
        return usages._found;
    }

    private void LookAt(GraphQLSelectionSet? set, IGraphType? parent)
    {
        foreach (var selection in set?.Selections ?? [])
        {
            LookAt((selection as IHasDirectivesNode)?.Directives);
            switch (selection)
            {
                case GraphQLField field:
                    var definition = DefinitionOf(field, parent, _schema);
                    LookAt(field.Arguments, definition?.Arguments);
                    LookAt(field.SelectionSet, definition?.ResolvedType?.GetNamedType());
                    break;
                case GraphQLInlineFragment inline:
                    LookAt(inline.SelectionSet, inline.TypeCondition is { } on ? TypeOf(on) : parent);
                    break;
                case GraphQLFragmentSpread spread when _visited.Add(spread.FragmentName.Name.StringValue):
                    var fragment = _document.Definitions.OfType<GraphQLFragmentDefinition>()
                        .FirstOrDefault(fragment => fragment.FragmentName.Name.Value == spread.FragmentName.Name.Value);
                    if (fragment is not null)
                    {
                        LookAt(fragment.Directives);
                        LookAt(fragment.SelectionSet, TypeOf(fragment.TypeCondition));
                    }

                    break;
            }
        }
    }

    private void LookAt(GraphQLDirectives? directives)
    {
        foreach (var directive in directives?.Items ?? [])
        {
            LookAt(directive.Arguments, _schema.Directives.Find(directive.Name.StringValue)?.Arguments);
        }
    }

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

    private IGraphType? TypeOf(GraphQLTypeCondition condition) => _schema.AllTypes[condition.Type.Name.Value];
}
