using Graph.Api.Server.Authorization;
using Graph.Api.Server.Errors;
using Graph.Domain.Persistence.UnitsOfWork;
using GraphQL;
using GraphQL.Execution;
using GraphQLExecutionContext = GraphQL.Execution.ExecutionContext;

namespace Graph.Api.Server.Streams;

/// <summary>
/// Runs each event of a stream in a new scope for the caller who opened the stream. It reads the account again for
/// each event, so that the end of a session or a lower level has an effect from the next event on.
/// </summary>
public sealed class SubscriptionStrategy(IServiceScopeFactory scopes, Units units)
    : SubscriptionExecutionStrategy(new SerialExecutionStrategy())
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

    public override Task<ExecutionResult> ExecuteAsync(GraphQLExecutionContext context)
    {
        // The first scope ends before the first event, so keep what the later scopes need in the user context.
        context.UserContext[nameof(Caller)] = context.RequestServices!.GetRequiredService<Caller>();
        return base.ExecuteAsync(context);
    }

    protected override GraphQLExecutionContext CloneExecutionContext(
        GraphQLExecutionContext context, CancellationToken token)
    {
        var clone = base.CloneExecutionContext(context, token);
        clone.RequestServices = null;
        return clone;
    }

    /// <summary>Resolves an event. When the database is away, the stream breaks, so that the event comes again.</summary>
    protected override async ValueTask<ExecutionResult> ProcessDataAsync(
        GraphQLExecutionContext context, ExecutionNode node, object? value)
    {
        var result = await ResolveAsync(context, node, value);
        return result.Errors?.FirstOrDefault(error => error is not GraphError && units.IsOutage(error)) is { } outage
            ? new ExecutionResult { Errors = [new BrokenStreamError(outage)] }
            : result;
    }

    private async ValueTask<ExecutionResult> ResolveAsync(GraphQLExecutionContext context, ExecutionNode node, object? value)
    {
        await using var scope = scopes.CreateAsyncScope();
        var caller = scope.ServiceProvider.GetRequiredService<Caller>();
        var opener = (Caller)context.UserContext[nameof(Caller)]!;
        if (opener.Session is { } session)
        {
            var reader = scope.ServiceProvider.GetRequiredService<CallerReader>();
            if (await reader.FindAsync(session, context.CancellationToken) is not { } user)
            {
                // The session has ended. The transport closes the stream when it sees this result.
                return new ExecutionResult { Errors = [SessionOver()] };
            }

            caller.Become(opener);
            caller.Refresh(user);
        }

        context.RequestServices = scope.ServiceProvider;
        return await base.ProcessDataAsync(context, node, value);
    }
}

/// <summary>Marks the result of an event that could not be resolved. It is never sent.</summary>
internal sealed class BrokenStreamError(Exception cause) : ExecutionError("The database is away.", cause);
