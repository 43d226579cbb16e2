using GraphQL.Execution;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQLParser.AST;

namespace Graph.Api.Server.Rules;

/// <summary>
/// What is left to do for each request of an operation that was validated before: to coerce its variables, and the
/// arguments that depend on them. All other arguments are coerced once. The engine would walk through the document three
/// times in each request.
/// </summary>
internal sealed class KnownOperation : OperationWalk
{
    private readonly List<(GraphQLField Field, QueryArguments? Declared)> _fields = [];
    private readonly List<ASTNode> _directed = [];
    private readonly Dictionary<GraphQLField, IDictionary<string, ArgumentValue>> _arguments = [];
    private readonly Dictionary<ASTNode, IDictionary<string, DirectiveInfo>> _directives = [];
    private readonly GraphQLOperationDefinition _operation;

    /// <summary>
    /// An operation with the same variables and no selections. The engine looks through the selections before it coerces
    /// the variables, only to refuse null at some places, and requests with null do not come here.
    /// </summary>
    private readonly GraphQLOperationDefinition _variables;

    /// <summary>The variables with their types, if all of these are scalars; else null.</summary>
    private readonly (GraphQLVariableDefinition Variable, ScalarGraphType Type)[]? _scalars;

    private KnownOperation(GraphQLOperationDefinition operation, GraphQLDocument document, ISchema schema)
        : base(document, schema)
    {
        _operation = operation;
        _variables = new(new GraphQLSelectionSet([])) { Operation = operation.Operation, Variables = operation.Variables };
        _scalars = ScalarsOf(operation, schema);
        Walk(operation);
    }

    /// <summary>Looks at an operation of a document that is valid.</summary>
    /// <exception cref="Errors.GraphError">A page is too large, or it has both sizes.</exception>
    public static KnownOperation Of(GraphQLOperationDefinition operation, GraphQLDocument document, ISchema schema) =>
        new(operation, document, schema);

    /// <summary>
    /// Whether the request is as usual: no variable is null in it. Null may be refused, depending on where the variable
    /// stands.
    /// </summary>
    public bool Fits(in ValidationOptions options)
    {
        foreach (var variable in _operation.Variables?.Items ?? [])
        {
            if (NullVariables.IsNull(variable, options.Variables))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The values of a request; null when one of them is refused. Then the engine says why.</summary>
    /// <exception cref="Errors.GraphError">A page is too large, or it has both sizes.</exception>
    public async Task<IValidationResult?> ValuesAsync(ValidationOptions options)
    {
        var (variables, errors) = await VariablesOf(options);
        if (errors is not null)
        {
            return null;
        }

        // Each request has its own: when two selections make one field, the engine adds what it merged.
        var arguments = new Dictionary<GraphQLField, IDictionary<string, ArgumentValue>>(_arguments);
        var directives = new Dictionary<ASTNode, IDictionary<string, DirectiveInfo>>(_directives);
        try
        {
            foreach (var (field, declared) in _fields)
            {
                if (ExecutionHelper.GetArguments(declared, field.Arguments, variables, Document, field, null) is { } values)
                {
                    PageSizes.Check(field, values, Document);
                    arguments.Add(field, values);
                }
            }

            foreach (var node in _directed)
            {
                if (ExecutionHelper.GetDirectives((IHasDirectivesNode)node, variables, Schema, Document) is { } values)
                {
                    directives.Add(node, values);
                }
            }
        }
        catch (ValidationError)
        {
            return null;
        }

        return ResultOf(variables, arguments, directives);
    }

    protected override void VisitArguments(GraphQLField field, QueryArguments? declared)
    {
        if (field.Arguments is not { Count: > 0 } given)
        {
            return;
        }

        // What a mutation takes is made anew for each request, so that no two requests share it.
        if (_operation.Operation == OperationType.Mutation || given.Items.Exists(argument => HasVariable(argument.Value)))
        {
            _fields.Add((field, declared));
        }
        else if (ExecutionHelper.GetArguments(declared, given, Variables.None, Document, field, null) is { } values)
        {
            // The engine has looked at the sizes of pages of the operation that ran first, and it may have been another one.
            PageSizes.Check(field, values, Document);
            _arguments.Add(field, values);
        }
    }

    protected override void VisitDirectives(ASTNode node)
    {
        if (node is not IHasDirectivesNode { Directives: { Count: > 0 } given } directed)
        {
            return;
        }

        if (given.Items.Exists(directive => directive.Arguments?.Items.Exists(argument => HasVariable(argument.Value)) == true))
        {
            _directed.Add(node);
        }
        else if (ExecutionHelper.GetDirectives(directed, Variables.None, Schema, Document) is { } values)
        {
            _directives.Add(node, values);
        }
    }

    private static ValidationResult ResultOf(
        Variables variables,
        Dictionary<GraphQLField, IDictionary<string, ArgumentValue>> arguments,
        Dictionary<ASTNode, IDictionary<string, DirectiveInfo>> directives) => new()
        {
            Variables = variables,
            ArgumentValues = arguments.Count == 0 ? null : arguments,
            DirectiveValues = directives.Count == 0 ? null : directives,
        };

    private ValueTask<(Variables Variables, List<ValidationError>? Errors)> VariablesOf(ValidationOptions options) =>
        _operation.Variables is not { Count: > 0 } ? new((Variables.None, null))
            : Scalars(options) is { } scalars ? new((scalars, null))
            : new ValidationContext
            {
                Schema = Schema,
                Document = Document,
                Operation = _variables,
                Variables = options.Variables,
                UserContext = options.UserContext,
                RequestServices = options.RequestServices,
                TypeInfo = new TypeInfo(Schema),
            }.GetVariablesValuesAsync();

    /// <summary>
    /// The values of variables that are scalars, if the request gives all of them. The engine makes a visitor and several tasks to find
    /// them. When a value is refused, the engine looks at it again, and says why.
    /// </summary>
    private Variables? Scalars(ValidationOptions options)
    {
        if (_scalars is null)
        {
            return null;
        }

        var variables = new Variables();
        foreach (var (variable, type) in _scalars)
        {
            var name = variable.Variable.Name.StringValue;
            if (!options.Variables.TryGetValue(name, out var value))
            {
                return null;
            }

            try
            {
                variables.Add(new Variable(name, variable) { Value = type.ParseValue(value) });
            }
            catch (Exception)
            {
                return null;
            }
        }

        return variables;
    }

    private static (GraphQLVariableDefinition Variable, ScalarGraphType Type)[]? ScalarsOf(GraphQLOperationDefinition operation, ISchema schema)
    {
        var scalars = new List<(GraphQLVariableDefinition, ScalarGraphType)>();
        foreach (var variable in operation.Variables?.Items ?? [])
        {
            var type = variable.Type is GraphQLNonNullType { Type: var inner } ? inner : variable.Type;
            if (type is not GraphQLNamedType { Name.Value: var name } || schema.AllTypes[name] is not ScalarGraphType scalar)
            {
                return null;
            }

            scalars.Add((variable, scalar));
        }

        return [.. scalars];
    }

    private static bool HasVariable(GraphQLValue value) => value switch
    {
        GraphQLVariable => true,
        GraphQLListValue list => list.Values?.Exists(HasVariable) == true,
        GraphQLObjectValue fields => fields.Fields?.Exists(field => HasVariable(field.Value)) == true,
        _ => false,
    };
}
