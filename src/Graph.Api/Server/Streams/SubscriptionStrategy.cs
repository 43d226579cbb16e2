using Graph.Api.Server.Authorization;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Errors;
using Graph.Domain.Persistence.UnitsOfWork;
using GraphQL;
using GraphQL.Execution;
using GraphQLExecutionContext = GraphQL.Execution.ExecutionContext;

namespace Graph.Api.Server.Streams;

/// <summary>
/// Runs each event of a stream in a new scope for the caller who opened the stream. It reads the account again for
/// each event, so that the end of a session or a lower level has an effect from the next event on. Each event has the time
/// limit of an operation; the stream goes on after one that took too long.
/// </summary>
public sealed class SubscriptionStrategy(
    IServiceScopeFactory scopes, SessionReads sessions, SharedResults shared, ResolverSlots slots, GraphLimits limits, Units units)
    : SubscriptionExecutionStrategy(new OperationStrategy())
{
    private const string SessionOverText =
        "The token has expired or the session has ended. Refresh the session and subscribe again.";

    public static GraphError SessionOver() => GraphError.Unauthenticated(SessionOverText);

    /// <exception cref="BrokenStreamException">The event could not be resolved, because the database is away.</exception>
    public static void RequireWhole(ExecutionResult result)
    {
        if (result.Errors is [BrokenStreamError broken])
        {
            throw new BrokenStreamException("The database was away when an event was resolved.", broken);
        }
    }

    /// <summary>Whether this is the last result of a stream whose session has ended.</summary>
    public static bool IsSessionOver(ExecutionResult result) =>
        result is { Executed: false, Errors: [GraphError { Code: ErrorCodes.Unauthenticated }] };

    public override async Task<ExecutionResult> ExecuteAsync(GraphQLExecutionContext context)
    {
        // The first scope ends before the first event, so keep what the later scopes need in the user context.
        context.UserContext[nameof(Caller)] = context.RequestServices!.GetRequiredService<Caller>();

        if (FlowOf(context) is { } flow)
        {
            flow.Shared = !flow.IsOfStranger && SharedSelection.IsSameForAll(context.Operation, context.Document, context.Schema)
                ? new SharedOperation(context.ExecutionOptions.Query!, context.ExecutionOptions.OperationName)
                : null;
        }

        // The engine gives each operation dictionaries for parallel writers. Events are resolved one at a time.
        context.ArgumentValues = CopyOf(context.ArgumentValues);
        context.DirectiveValues = CopyOf(context.DirectiveValues);
        var result = await base.ExecuteAsync(context);
        (context.UserContext as GraphContext)?.ForgetCaller();
        return result;
    }

    protected override GraphQLExecutionContext CloneExecutionContext(
        GraphQLExecutionContext context, CancellationToken token)
    {
        var clone = base.CloneExecutionContext(context, token);
        clone.RequestServices = null;
        return clone;
    }

    private static Dictionary<TKey, TValue>? CopyOf<TKey, TValue>(IReadOnlyDictionary<TKey, TValue>? values)
        where TKey : notnull => values is null ? null : new(values);

    /// <summary>
    /// Resolves an event. When the database is away, the stream breaks, so that the event comes again. Whether the session
    /// is open does not count for the time limit.
    /// </summary>
    protected override async ValueTask<ExecutionResult> ProcessDataAsync(
        GraphQLExecutionContext context, ExecutionNode node, object? value)
    {
        try
        {
            var opener = (Caller)context.UserContext[nameof(Caller)]!;
            return value is ISharedEvent { Row: { } row } && FlowOf(context) is { Shared: { } operation }
                ? await shared.FindAsync(
                    row,
                    operation,
                    () => IsOpenAsync(opener, context.CancellationToken),
                    () => ResolveForAsync(opener, context, node, value),
                    context.CancellationToken)
                : await ResolveForAsync(opener, context, node, value);
        }
        finally
        {
            FlowOf(context)?.Resolved();
        }
    }

    private static StreamFlow? FlowOf(GraphQLExecutionContext context) => (context.UserContext as GraphContext)?.Flow;

    private async ValueTask<ExecutionResult> ResolveForAsync(
        Caller opener, GraphQLExecutionContext context, ExecutionNode node, object? value)
    {
        // A stream that shares results has a slot of another kind, of which there are more than database contexts. It takes one of the
        // usual slots when it resolves an event.
        using var slot = FlowOf(context) is { Shared: not null } flow
            ? await slots.TakeAsync(flow.IsOfStranger, isShared: false, context.CancellationToken)
            : null;
        await using var scope = scopes.CreateAsyncScope();
        if (!await BecomeAsync(scope.ServiceProvider, opener, context.CancellationToken))
        {
            // The session has ended. The transport closes the stream when it sees this result.
            return new ExecutionResult { Errors = [SessionOver()] };
        }

        context.RequestServices = scope.ServiceProvider;
        try
        {
            return await ResolveAsync(context, node, value);
        }
        finally
        {
            (context.UserContext as GraphContext)?.ForgetCaller();
        }
    }

    private async ValueTask<ExecutionResult> ResolveAsync(GraphQLExecutionContext context, ExecutionNode node, object? value)
    {
        var ended = context.CancellationToken;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ended);
        timeout.CancelAfter(limits.Operation);
        context.CancellationToken = timeout.Token;

        // When two selections make one field, the engine adds what it merged. In the stream's own, this would grow with each event.
        context.ArgumentValues = CopyOf(context.ArgumentValues);
        context.DirectiveValues = CopyOf(context.DirectiveValues);
        var result = await base.ProcessDataAsync(context, node, value);
        var faults = result.Errors?.Where(error => error is not GraphError).ToList() ?? [];
        if (faults.Find(units.IsOutage) is { } outage)
        {
            return new ExecutionResult { Errors = [new BrokenStreamError(outage)] };
        }

        // A cancelled read ends in one of several exceptions. The caller is told none of them.
        return faults.Count > 0 && timeout.IsCancellationRequested && !ended.IsCancellationRequested
            ? new ExecutionResult { Executed = true, Errors = [GraphError.Timeout(limits.Operation, isCommitted: false)] }
            : AnswerSize.Within(result, limits, isCommitted: false);
    }

    private async ValueTask<bool> IsOpenAsync(Caller opener, CancellationToken cancellationToken) =>
        opener.Session is not { } session || await sessions.IsOpenAsync(session, cancellationToken);

    /// <summary>Reads the account of the caller again. Returns false when the session has ended.</summary>
    private async Task<bool> BecomeAsync(IServiceProvider services, Caller opener, CancellationToken cancellationToken)
    {
        if (opener.Session is not { } session)
        {
            return true;
        }

        if (await sessions.FindAsync(session, cancellationToken) is not { } user)
        {
            return false;
        }

        var caller = services.GetRequiredService<Caller>();
        caller.Hear(opener);
        caller.Refresh(user);
        return true;
    }
}

/// <summary>Marks the result of an event that could not be resolved. It is never sent.</summary>
internal sealed class BrokenStreamError(Exception cause) : ExecutionError("The database is away.", cause);
