using System.Net.WebSockets;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Errors;
using Graph.Api.Server.Http;
using Graph.Api.Server.Streams;
using Graph.Domain.Persistence.UnitsOfWork;
using GraphQL;

namespace Graph.Api.Server.WebSockets;

/// <summary>
/// Runs one operation of a connection. It sends `next` for each result and then `complete`, or `error` when it fails.
/// </summary>
public sealed class SocketOperations(
    IServiceScopeFactory scopes,
    GraphExecutor executor,
    ResultWriter writer,
    GraphLimits limits,
    SessionReads sessions,
    Units units)
{
    public Task RefuseAsync(string id, SocketChannel channel, string requestId, CancellationToken cancellationToken)
    {
        var refusal = new GraphError(
            ErrorCodes.RateLimited,
            $"A connection may run at most {limits.OperationsPerConnection} operations at a time.",
            new() { ["retryAfter"] = 1 });
        return SendErrorsAsync(channel, id, [refusal], requestId, cancellationToken);
    }

    /// <param name="ending">
    /// Called before the last message is sent, because a client that has received it may use the ID again.
    /// </param>
    public async Task RunAsync(
        string id,
        GraphRequest request,
        Caller opener,
        SocketChannel channel,
        string requestId,
        Action ending,
        CancellationToken cancellationToken)
    {
        try
        {
            var flow = new StreamFlow(limits.QueuedEvents)
            {
                Opener = opener.Id,
                Session = opener.Session,
                Transport = new DirectTransport(
                    (result, _) => SendNextAsync(channel, id, result, requestId, cancellationToken), channel.Abort, cancellationToken),
            };
            var result = await ExecuteAsync(request, opener, flow, cancellationToken);
            if (result.Streams?.Values.FirstOrDefault() is { } stream)
            {
                if (await PumpAsync(channel, id, stream, flow, requestId, cancellationToken) is { } over)
                {
                    ending();
                    await SendErrorsAsync(channel, id, over, requestId, cancellationToken);
                    return;
                }
            }
            else if (!result.Executed || (result.Data is null && result.Errors is { Count: > 0 }))
            {
                // The operation was not executed, or its stream was refused before it began.
                ending();
                await SendErrorsAsync(channel, id, result.Errors ?? [], requestId, cancellationToken);
                return;
            }
            else
            {
                await SendNextAsync(channel, id, result, requestId, cancellationToken);
            }

            ending();
            await channel.SendAsync("complete", id, null, cancellationToken);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // The client completed the operation, or the connection ends, so nobody waits for the result.
        }
        catch (Exception broken) when (broken is WebSocketException or SocketClosedException)
        {
            // The connection broke. Its receiving loop handles that.
        }
        catch (Exception fault) when (fault is not BrokenStreamException)
        {
            if (units.IsOutage(fault))
            {
                throw new BrokenStreamException("The database was away when an operation began.", fault);
            }

            ending();
            await SendErrorsAsync(channel, id, [new ExecutionError(fault.Message, fault)], requestId, cancellationToken);
        }
    }

    /// <summary>
    /// Executes the operation, or begins its stream, in a scope that ends here. A stream lives long, and must not keep a
    /// database context.
    /// </summary>
    private async Task<ExecutionResult> ExecuteAsync(
        GraphRequest request, Caller opener, StreamFlow flow, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        if (!await BecomeAsync(scope.ServiceProvider, opener, cancellationToken))
        {
            return new ExecutionResult { Errors = [SubscriptionStrategy.SessionOver()] };
        }

        return await executor.ExecuteAsync(request, scope.ServiceProvider, flow, cancellationToken);
    }

    /// <summary>
    /// Reads the account again, because it may have changed since the connection was opened. Returns false when the session has ended:
    /// the operation must not run as that of a stranger.
    /// </summary>
    private async Task<bool> BecomeAsync(IServiceProvider services, Caller opener, CancellationToken cancellationToken)
    {
        var caller = services.GetRequiredService<Caller>();
        caller.Origin = opener.Origin;
        if (opener.Session is not { } session)
        {
            return true;
        }

        if (await sessions.FindAsync(session, cancellationToken) is not { } user)
        {
            return false;
        }

        caller.Become(opener);
        caller.Refresh(user);
        return true;
    }

    /// <summary>
    /// Sends the results. Returns the errors that ended the stream, after which no `complete` is sent; null when the
    /// stream ended normally.
    /// </summary>
    private async Task<IEnumerable<ExecutionError>?> PumpAsync(
        SocketChannel channel,
        string id,
        IObservable<ExecutionResult> stream,
        StreamFlow flow,
        string requestId,
        CancellationToken cancellationToken)
    {
        using var pump = new ResultPump(stream);
        await foreach (var result in pump.ReadAllAsync(cancellationToken))
        {
            flow.Next();
            SubscriptionStrategy.RequireWhole(result);
            if (SubscriptionStrategy.IsSessionOver(result))
            {
                return result.Errors!;
            }

            await SendNextAsync(channel, id, result, requestId, cancellationToken);
            flow.Sent();
        }

        return null;
    }

    private Task SendNextAsync(
        SocketChannel channel,
        string id,
        ExecutionResult result,
        string requestId,
        CancellationToken cancellationToken) =>
        channel.SendAsync("next", id, json => writer.Write(json, result, requestId), cancellationToken);

    private Task SendErrorsAsync(
        SocketChannel channel,
        string id,
        IEnumerable<ExecutionError> errors,
        string requestId,
        CancellationToken cancellationToken) =>
        channel.SendAsync("error", id, json => writer.WriteErrors(json, errors, requestId), cancellationToken);
}
