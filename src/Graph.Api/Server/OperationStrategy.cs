using Graph.Api.Server.Conventions;
using Graph.Api.Server.Errors;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Streams;
using GraphQL;
using GraphQL.DataLoader;
using GraphQL.Execution;
using GraphQLExecutionContext = GraphQL.Execution.ExecutionContext;

namespace Graph.Api.Server;

/// <summary>
/// Resolves one field after the other, as the engine's serial strategy does. It takes what is selected of an object from what
/// was found before, and values that are loaded already without a task for each. `SelectedField` makes the nodes then, so that an
/// override of the engine's methods that collect fields or build nodes would not be called.
/// </summary>
public class OperationStrategy : SerialExecutionStrategy
{
    protected override void SetSubFieldNodes(GraphQLExecutionContext context, ObjectExecutionNode parent)
    {
        if (context.UserContext is not GraphContext { Selected: { } selected }
            || parent.SelectionSet is not { } selection
            || parent.GetObjectGraphType(context.Schema) is not { } type
            || selected.Find(selection, type, context.Schema) is not { } fields)
        {
            base.SetSubFieldNodes(context, parent);
            return;
        }

        var nodes = new ExecutionNode[fields.Length];
        for (var i = 0; i < nodes.Length; i++)
        {
            nodes[i] = fields[i].NodeUnder(parent);
        }

        parent.SubFields = nodes;
    }

    /// <summary>
    /// Takes the value of a field that is there already. If it cannot be read, or a scalar refuses it, the engine resolves the field as
    /// usual, and so finds and places the error: a property may be read twice.
    /// </summary>
    protected override Task ExecuteNodeAsync(GraphQLExecutionContext context, ExecutionNode node)
    {
        if (node.FieldDefinition?.Resolver is not IDirectField direct
            || node.Parent is null or ArrayExecutionNode
            || context.UserContext is not GraphContext own)
        {
            return base.ExecuteNodeAsync(context, node);
        }

        context.CancellationToken.ThrowIfCancellationRequested();
        try
        {
            if (direct.TryRead(node.Source, own.CallerIn(context.RequestServices!), out var value))
            {
                if (node is not ValueExecutionNode leaf)
                {
                    node.Result = value;
                    return CompleteNodeAsync(context, node);
                }

                node.Result = leaf.GraphType.Serialize(value);
                ValidateNodeResult(context, node);
                return Task.CompletedTask;
            }
        }
        catch (Exception)
        {
            node.Result = null;
        }

        return base.ExecuteNodeAsync(context, node);
    }

    protected override Task CompleteDataLoaderNodeAsync(GraphQLExecutionContext context, ExecutionNode node)
    {
        if (node.Result is not ILoading loading || !IsThere(loading, out var value))
        {
            return base.CompleteDataLoaderNodeAsync(context, node);
        }

        node.Result = value;
        return value is IDataLoaderResult ? Task.CompletedTask : CompleteNodeAsync(context, node);
    }

    /// <summary>
    /// Puts an error at a node. Nodes that load a value together fail with one error, but each has a path of its own, so all but the first
    /// get a copy.
    /// </summary>
    protected override void SetNodeError(GraphQLExecutionContext context, ExecutionNode node, ExecutionError error) =>
        base.SetNodeError(context, node, error is GraphError { Path: not null } placed ? placed.Copy() : error);

    /// <summary>Whether a value is loaded. If it cannot be converted, the engine awaits it and so finds the error.</summary>
    private static bool IsThere(ILoading loading, out object? value)
    {
        try
        {
            return loading.TryGet(out value);
        }
        catch (Exception)
        {
            value = null;
            return false;
        }
    }
}
