using System.Runtime.CompilerServices;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Http;
using Graph.Domain.Persistence;
using GraphQL;
using GraphQL.Execution;
using GraphQLExecutionContext = GraphQL.Execution.ExecutionContext;
using GraphQLParser.AST;

namespace Graph.Api.Server.Streams;

/// <summary>An event of a stream that many viewers may hear.</summary>
public interface ISharedEvent
{
    /// <summary>
    /// The row of the log that the event shows: one object for all who are told it. Null when the event is for one viewer only.
    /// </summary>
    object? Row { get; }
}

/// <summary>
/// Resolves an event once for all listeners whose operation is the same, when all that it asks for is the same for everybody who may
/// see the event (<see cref="SameForAllAttribute"/>). Whether a listener may see it is asked before, for each of them.
/// </summary>
/// <remarks>A result holds as long as an answer who may see what (<see cref="LiveSettings.AnswersHold"/>). Then it is resolved again.</remarks>
public sealed class SharedResults(LiveSettings live)
{
    private readonly ConditionalWeakTable<GraphQLOperationDefinition, StrongBox<bool>> _selections = [];

    /// <summary>The results of each row, by operation. They go when nobody waits for the row any more.</summary>
    private readonly ConditionalWeakTable<object, Dictionary<GraphQLOperationDefinition, Shared>> _results = [];

    /// <summary>The row whose result is shared; null when each listener resolves the event.</summary>
    internal object? RowOf(GraphQLExecutionContext context, object? value) => value is ISharedEvent { Row: { } row }
        && _selections.GetValue(
            context.Operation,
            operation => new(new SharedSelection(context.Document, context.Schema).IsSameForAll(operation))).Value
        ? row
        : null;

    /// <summary>Returns what another listener resolved, or resolves it for the others.</summary>
    /// <param name="row">The row that the event shows.</param>
    /// <param name="operation">The operation of the listener. Listeners who sent the same text have the same.</param>
    /// <param name="resolve">Resolves the event.</param>
    /// <param name="cancellationToken">Ends the wait for another listener.</param>
    public async ValueTask<ExecutionResult> FindAsync(
        object row, GraphQLOperationDefinition operation, Func<ValueTask<ExecutionResult>> resolve, CancellationToken cancellationToken)
    {
        var mine = new TaskCompletionSource<WrittenData?>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Known(row, operation, mine) is { } known && await known.WaitAsync(cancellationToken) is { } written)
        {
            return new ExecutionResult { Executed = true, Data = written };
        }

        try
        {
            var result = await resolve();
            if (result is { Executed: true, Errors: null or { Count: 0 }, Data: ExecutionNode data })
            {
                mine.SetResult(ResultWriter.Written(data));
            }

            return result;
        }
        finally
        {
            // With an error, each listener resolves the event for itself.
            mine.TrySetResult(null);
        }
    }

    private Task<WrittenData?>? Known(object row, GraphQLOperationDefinition operation, TaskCompletionSource<WrittenData?> mine)
    {
        var results = _results.GetOrCreateValue(row);
        lock (results)
        {
            var now = Environment.TickCount64;
            if (results.TryGetValue(operation, out var shared) && now - shared.Since <= live.AnswersHold.TotalMilliseconds)
            {
                return shared.Data;
            }

            results[operation] = new(mine.Task, now);
            return null;
        }
    }

    private readonly record struct Shared(Task<WrittenData?> Data, long Since);
}
