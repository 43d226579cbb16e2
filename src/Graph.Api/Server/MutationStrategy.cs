using GraphQL.Execution;
using GraphQLExecutionContext = GraphQL.Execution.ExecutionContext;

namespace Graph.Api.Server;

/// <summary>
/// Finishes each mutation, with all fields that are selected below it, before the next one begins, as the
/// specification requires. The engine's own strategy loads batches only after the last mutation, so that every payload
/// would show the state after all mutations.
/// </summary>
public sealed class MutationStrategy : SerialExecutionStrategy
{
    public override async Task ExecuteNodeTreeAsync(GraphQLExecutionContext context, ExecutionNode rootNode)
    {
        if (rootNode is not RootExecutionNode { SubFields: { } mutations })
        {
            await base.ExecuteNodeTreeAsync(context, rootNode);
            return;
        }

        foreach (var mutation in mutations)
        {
            await base.ExecuteNodeTreeAsync(context, mutation);
        }
    }
}
