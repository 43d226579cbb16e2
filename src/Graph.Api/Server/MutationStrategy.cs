using Graph.Api.Server.Errors;
using Graph.Api.Server.Streams;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using GraphQL.Execution;
using GraphQLExecutionContext = GraphQL.Execution.ExecutionContext;

namespace Graph.Api.Server;

/// <summary>
/// Finishes each mutation, with all fields that are selected below it, before the next one begins, as the
/// specification requires. The engine's own strategy loads batches only after the last mutation, so that every payload
/// would show the state after all mutations. An error below a mutation that took effect says so.
/// </summary>
public sealed class MutationStrategy : OperationStrategy
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
            var before = context.Errors.Count;
            var note = CommitNote.Begin();
            try
            {
                await base.ExecuteNodeTreeAsync(context, mutation);
            }
            finally
            {
                // A resolver that fails after its unit was committed leaves no result, and the change stands all the same.
                if (mutation.Result is not DomainException && (mutation.Result is not null || note.IsCommitted))
                {
                    Mark(context, before);
                }
            }
        }
    }

    private static void Mark(GraphQLExecutionContext context, int before)
    {
        ((GraphContext)context.UserContext).IsCommitted = true;
        foreach (var error in context.Errors.Skip(before))
        {
            error.MarkCommitted();
        }
    }
}
