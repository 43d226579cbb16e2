using System.Collections.Concurrent;
using System.Net.WebSockets;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Streams;
using Graph.Domain.Persistence.UnitsOfWork;

namespace Graph.Api.Server.WebSockets;

/// <summary>One connection with the protocol graphql-transport-ws, from `connection_init` to its end.</summary>
public sealed partial class SocketConnection(
    SocketChannel channel,
    Caller caller,
    ConnectionCounter counter,
    string requestId,
    IServiceScopeFactory scopes,
    SessionWatch watch,
    SharedTimers timers,
    SocketOperations operations,
    Units units,
    GraphLimits limits,
    TimeProvider clock,
    ILogger<SocketConnection> log) : IAsyncDisposable
{
    /// <summary>The number of pings without an answer after which the client counts as gone.</summary>
    private const int SilentPings = 3;

    /// <summary>
    /// An operation that the client has completed may take a moment to end. At most this many times the limit of
    /// operations may exist at once, including those that are ending.
    /// </summary>
    private const int EndingAtATime = 4;

    private static readonly TimeSpan ClosingHandshake = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, CancellationTokenSource> _running = [];
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _initialised = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Task> _tasks = [];
    private readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _counted;
    private int _unanswered;

    /// <param name="aborted">Cancelled when the connection is lost.</param>
    /// <param name="stopping">
    /// Cancelled when the server stops. Then the client is told, so that it connects again to another server, or
    /// later.
    /// </param>
    public async Task RunAsync(CancellationToken aborted, CancellationToken stopping)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(aborted, stopping);
        var receiving = ReceiveAsync(aborted, ended.Token);
        var keeping = KeepAsync(ended.Token);
        var close = SocketClose.Normal;
        try
        {
            await await Task.WhenAny(receiving, keeping, _broken.Task);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            close = SocketClose.ServiceRestart;
        }
        catch (SocketClosedException broken)
        {
            close = broken.Close;
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            // The client is gone, so there is nobody to tell the reason.
        }
        catch (Exception fault)
        {
            LogFault(fault, requestId);
            close = units.IsOutage(fault) ? SocketClose.TryAgainLater : SocketClose.InternalError;
        }

        // Whatever the reason is: stop all operations, and free the place first, so that the client can connect again
        // at once.
        ReleasePlace();
        await ended.CancelAsync();
        await CloseAsync(close);
        var goodbye = receiving.IsCompleted ? channel.DrainAsync(aborted) : receiving;
        await Task.WhenAny(Settled(goodbye), Task.Delay(ClosingHandshake, CancellationToken.None));
        channel.Abort();
        await Task.WhenAll(Settled(receiving), Settled(goodbye), Settled(keeping));
        await Task.WhenAll(_tasks.Select(Settled));
    }

    /// <summary>
    /// Sends the reason and begins the closing handshake. Closing the network connection at once would lose the
    /// reason.
    /// </summary>
    public Task CloseAsync(SocketClose close) => channel.CloseAsync(close);

    public ValueTask DisposeAsync()
    {
        ReleasePlace();
        channel.Dispose();
        return ValueTask.CompletedTask;
    }

    private void ReleasePlace()
    {
        if (_counted is { } owner)
        {
            _counted = null;
            counter.Remove(owner);
        }
    }

    /// <summary>Reads messages until the client closes. After the server has closed, messages are ignored.</summary>
    private async Task ReceiveAsync(CancellationToken aborted, CancellationToken cancellationToken)
    {
        while (await channel.ReceiveAsync(aborted) is { } json)
        {
            Interlocked.Exchange(ref _unanswered, 0);
            if (cancellationToken.IsCancellationRequested)
            {
                continue;
            }

            var message = SocketMessage.Parse(json.Span);
            switch (message.Type)
            {
                case "connection_init":
                    await InitAsync(message, cancellationToken);
                    break;
                case "ping":
                    await channel.SendAsync("pong", null, null, cancellationToken);
                    break;
                case "pong":
                    break;
                case "subscribe":
                    await SubscribeAsync(message, cancellationToken);
                    break;
                case "complete":
                    await CompleteAsync(message.Id!);
                    break;
            }
        }
    }

    /// <summary>
    /// Watches the time limit for `connection_init`, sends pings, and watches the end of the session.
    /// </summary>
    private async Task KeepAsync(CancellationToken cancellationToken)
    {
        var begun = await Task.WhenAny(_asked.Task, Task.Delay(limits.SocketInit, clock, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        if (begun != _asked.Task)
        {
            throw new SocketClosedException(SocketClose.InitTimeout);
        }

        // The client has sent `connection_init` in time. The time that the server needs to answer does not count.
        await _initialised.Task.WaitAsync(cancellationToken);

        var ends = watch.EndsAsync(caller, cancellationToken);
        while (true)
        {
            // A connection that is lost ends the first of the two, and the timer goes on for the others.
            if (await Task.WhenAny(ends, timers.AfterAsync(limits.SocketPing)) == ends)
            {
                await ends;
                throw new SocketClosedException(SocketClose.Forbidden);
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (Interlocked.Increment(ref _unanswered) > SilentPings)
            {
                // The client is gone without closing the connection, which would keep its place for a long time.
                throw new SocketClosedException(SocketClose.Silent);
            }

            await channel.SendAsync("ping", null, null, cancellationToken);
        }
    }

    private async Task InitAsync(SocketMessage message, CancellationToken cancellationToken)
    {
        if (!_asked.TrySetResult())
        {
            throw new SocketClosedException(SocketClose.TooManyInits);
        }

        try
        {
            await SignInAsync(message.Authorization, cancellationToken);
        }
        catch (InvalidTokenException)
        {
            throw new SocketClosedException(SocketClose.Forbidden);
        }
        catch (AuthorityAwayException)
        {
            throw new SocketClosedException(SocketClose.TryAgainLater);
        }

        _counted = await counter.TryAddAsync(caller, cancellationToken)
            ?? throw new SocketClosedException(SocketClose.TooManyConnections);

        await channel.SendAsync("connection_ack", null, null, cancellationToken);
        _initialised.TrySetResult();
    }

    /// <summary>
    /// Reads the session in a scope that ends here. A connection lives long, and must not keep a database context.
    /// </summary>
    /// <exception cref="InvalidTokenException">There is a token, but it is not valid.</exception>
    private async Task SignInAsync(string? authorization, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var found = scope.ServiceProvider.GetRequiredService<Caller>();
        found.Origin = caller.Origin;
        await scope.ServiceProvider.GetRequiredService<CallerReader>().SignInAsync(authorization, cancellationToken);
        caller.Become(found);
    }

    private async Task SubscribeAsync(SocketMessage message, CancellationToken cancellationToken)
    {
        if (!_initialised.Task.IsCompleted)
        {
            throw new SocketClosedException(SocketClose.Unauthorized);
        }

        var id = message.Id!;
        if (_running.Count >= limits.OperationsPerConnection && !_running.ContainsKey(id))
        {
            // Send the refusal before reading the next message, so that a client that sends too many has to wait.
            await operations.RefuseAsync(id, channel, requestId, cancellationToken);
            return;
        }

        _tasks.RemoveAll(task => task.IsCompleted);
        if (_tasks.Count >= limits.OperationsPerConnection * EndingAtATime)
        {
            await Task.WhenAny(_tasks);
        }

        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (!_running.TryAdd(id, stop))
        {
            stop.Dispose();
            throw new SocketClosedException(SocketClose.SubscriberExists(id));
        }

        _tasks.Add(Task.Run(async () =>
        {
            // Remove only this operation, because the client may have used the ID again.
            void Forget() => _running.TryRemove(KeyValuePair.Create(id, stop));
            try
            {
                await operations.RunAsync(id, message.Request!, caller, channel, requestId, Forget, stop.Token);
            }
            catch (BrokenStreamException)
            {
                // No message of the protocol makes a client subscribe again, but a closed connection does.
                _broken.TrySetException(new SocketClosedException(SocketClose.TryAgainLater));
            }
            finally
            {
                Forget();
                stop.Dispose();
            }
        }, CancellationToken.None));
    }

    [LoggerMessage(LogLevel.Error, "Connection {RequestId} failed")]
    private partial void LogFault(Exception fault, string requestId);

    private static async Task Settled(Task task)
    {
        try
        {
            await task;
        }
        catch (Exception ended) when (ended is not OutOfMemoryException)
        {
            // Cancelling is the normal end, and a fault was handled where it happened.
        }
    }

    private async Task CompleteAsync(string id)
    {
        if (_running.TryRemove(id, out var stop))
        {
            try
            {
                await stop.CancelAsync();
            }
            catch (ObjectDisposedException)
            {
                // The operation has just ended by itself.
            }
        }
    }
}
