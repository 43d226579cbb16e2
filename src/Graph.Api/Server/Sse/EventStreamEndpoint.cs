using System.Text;
using System.Text.Json;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Http;
using Graph.Api.Server.Streams;
using Graph.Domain.Shared;
using GraphQL;

namespace Graph.Api.Server.Sse;

/// <summary>
/// Answers with server-sent events in the mode of distinct connections: each request is one operation, with an event
/// `next` for each result and then `complete`. The `id` of an event is its cursor, so that an EventSource resumes by
/// itself after a lost connection.
/// </summary>
public sealed partial class EventStreamEndpoint(
    GraphExecutor executor,
    ResultWriter writer,
    GraphLimits limits,
    SessionWatch watch,
    SharedTimers timers,
    ConnectionCounter counter,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    ILogger<EventStreamEndpoint> log)
{
    private static readonly byte[] KeepAlive = ":\n\n"u8.ToArray();

    /// <param name="http">The request.</param>
    /// <param name="request">The operation.</param>
    /// <param name="scope">
    /// The scope of the operation, where the caller has signed in. It ends here when a stream begins: a stream lives long,
    /// and must not keep a database context.
    /// </param>
    /// <param name="check">Looks at a result that is no stream before it is answered. It may throw.</param>
    /// <param name="answer">
    /// Answers what is not a stream in another media type, which the client likes better; null when it does not.
    /// </param>
    public async Task HandleAsync(
        HttpContext http, GraphRequest request, AsyncServiceScope scope, Action<ExecutionResult> check, Func<ExecutionResult, Task>? answer)
    {
        var caller = scope.ServiceProvider.GetRequiredService<Caller>();
        using var turn = new SemaphoreSlim(1);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        var whileOpen = ended.Token;
        var flow = new StreamFlow(limits.QueuedEvents)
        {
            Opener = caller.Id,
            Session = caller.Session,
            Transport = new DirectTransport((result, cursor) => WriteAsync(http, turn, "next", result, cursor, whileOpen), http.Abort, whileOpen),
        };
        var lastEventId = http.Request.Headers["Last-Event-ID"].ToString();
        var result = await executor.ExecuteAsync(
            request with { LastEventId = lastEventId.Length == 0 ? null : lastEventId },
            scope.ServiceProvider, flow, ended.Token);

        if (result.Streams is null)
        {
            check(result);
        }

        if (result.Streams is null && answer is not null)
        {
            await answer(result);
            return;
        }

        if (result.Streams?.Values.FirstOrDefault() is not { } stream)
        {
            Begin(http);
            await WriteAsync(http, turn, "next", result, null, http.RequestAborted);
            await WriteAsync(http, turn, "complete", null, null, http.RequestAborted);
            return;
        }

        await scope.DisposeAsync();
        var place = await counter.TryAddAsync(caller, http.RequestAborted) ?? throw new TooManyConnectionsException();
        try
        {
            using var pump = new ResultPump(stream);
            await StreamAsync(http, caller, turn, pump, flow, ended);
        }
        finally
        {
            counter.Remove(place);

            // What is being sent ends before the response does, and nothing begins after that.
            await ended.CancelAsync();
            await turn.WaitAsync(CancellationToken.None);
            turn.Release();
        }
    }

    private async Task StreamAsync(
        HttpContext http, Caller caller, SemaphoreSlim turn, ResultPump pump, StreamFlow flow, CancellationTokenSource ended)
    {
        // The headers say that nothing is lost from here on, so they wait until the starting point is known.
        var pumping = PumpAsync(http, turn, pump, flow, ended.Token);
        await Task.WhenAny(flow.Begun, pumping);
        if (!pumping.IsFaulted)
        {
            await WriteCommentAsync(http, turn, http.RequestAborted);
        }
        else if (!http.Response.HasStarted)
        {
            await pumping;
        }

        var watching = watch.EndsAsync(caller, ended.Token);
        var breathing = BreatheAsync(http, turn, ended.Token);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(ended.Token, lifetime.ApplicationStopping);
        var leaving = Task.Delay(Timeout.Infinite, stopping.Token);
        var first = await Task.WhenAny(watching, pumping, leaving);
        var isBroken = first.IsFaulted;
        var isSessionOver = first.IsCompletedSuccessfully && (first == watching || await pumping);
        if (isBroken && first.Exception!.InnerException is not (BrokenStreamException or IOException))
        {
            LogFault(first.Exception!, http.TraceIdentifier);
        }

        await ended.CancelAsync();
        await Task.WhenAll(Settled(pumping), Settled(watching), Settled(breathing), Settled(leaving));

        // When the server stops, the stream broke or the token expired, there is no `complete`, so that the client connects again, with a new
        // token, and resumes the stream.
        var isExpired = caller.ExpiresAt <= clock.UtcNow();
        if (!http.RequestAborted.IsCancellationRequested && first != leaving && !isBroken && !isExpired)
        {
            if (isSessionOver)
            {
                var over = new ExecutionResult { Errors = [SubscriptionStrategy.SessionOver()] };
                await WriteAsync(http, turn, "next", over, null, http.RequestAborted);
            }

            await WriteAsync(http, turn, "complete", null, null, http.RequestAborted);
        }
    }

    [LoggerMessage(LogLevel.Error, "The event stream of request {RequestId} failed, and its client will connect again")]
    private partial void LogFault(Exception fault, string requestId);

    private static void Begin(HttpContext http)
    {
        if (!http.Response.HasStarted)
        {
            http.Response.ContentType = MediaTypes.EventStream;

            // A proxy that collects a response before it passes it on would hold back the events.
            http.Response.Headers["X-Accel-Buffering"] = "no";
        }
    }

    /// <summary>
    /// Sends the results. Returns true when the session has ended. A result with errors has no cursor, so that the
    /// client gets the event again when it resumes.
    /// </summary>
    private async Task<bool> PumpAsync(
        HttpContext http, SemaphoreSlim turn, ResultPump pump, StreamFlow flow, CancellationToken cancellationToken)
    {
        await foreach (var result in pump.ReadAllAsync(cancellationToken))
        {
            var cursor = flow.Next();
            SubscriptionStrategy.RequireWhole(result);
            if (SubscriptionStrategy.IsSessionOver(result))
            {
                return true;
            }

            var isShown = result.Errors is not { Count: > 0 };
            await WriteAsync(http, turn, "next", result, isShown ? cursor : null, cancellationToken);
            flow.Sent();
        }

        return false;
    }

    /// <summary>Sends comments, so that proxies do not close a stream without events.</summary>
    private async Task BreatheAsync(HttpContext http, SemaphoreSlim turn, CancellationToken cancellationToken)
    {
        while (true)
        {
            await timers.AfterAsync(limits.SocketPing).WaitAsync(cancellationToken);
            await WriteCommentAsync(http, turn, cancellationToken);
        }
    }

    private static async Task WriteCommentAsync(HttpContext http, SemaphoreSlim turn, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            Begin(http);
            await http.Response.BodyWriter.WriteAsync(KeepAlive, cancellationToken);
            await http.Response.BodyWriter.FlushAsync(cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task WriteAsync(
        HttpContext http,
        SemaphoreSlim turn,
        string name,
        ExecutionResult? result,
        string? id,
        CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            Begin(http);
            var output = http.Response.BodyWriter;
            Encoding.UTF8.GetBytes(id is null ? $"event: {name}\ndata: " : $"event: {name}\nid: {id}\ndata: ", output);
            if (result is not null)
            {
                await using var json = new Utf8JsonWriter(output, ResultWriter.Options);
                writer.Write(json, result, http.TraceIdentifier);
            }

            Encoding.UTF8.GetBytes("\n\n", output);
            await output.FlushAsync(cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }

    private static async Task Settled(Task task)
    {
        try
        {
            await task;
        }
        catch (Exception)
        {
            // Cancelling is the normal end, and different reads report it with different exceptions.
        }
    }
}
