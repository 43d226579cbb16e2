using GraphQL.Execution;
using GraphQLExecutionContext = GraphQL.Execution.ExecutionContext;

namespace Graph.Api.Server;

/// <summary>
/// Finishes each mutation with all that is selected below it before the next one begins, as the specification asks. The
/// engine's own strategy resolves what is loaded in batches only after the last mutation, and so shows every payload the
/// state at the end.
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
