using System.Collections.Concurrent;
using System.Net.WebSockets;
using Graph.Api.Server.Authorization;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Server.WebSockets;

/// <summary>One connection that speaks graphql-transport-ws: init, ping, subscribe, complete, and how it ends.</summary>
public sealed partial class SocketConnection(
    SocketChannel channel,
    Caller caller,
    SocketCounter counter,
    string requestId,
    CallerReader reader,
    SessionWatch watch,
    SocketOperations operations,
    GraphLimits limits,
    TimeProvider clock,
    ILogger<SocketConnection> log) : IAsyncDisposable
{
    /// <summary>After so many pings without an answer nobody is there any more.</summary>
    private const int SilentPings = 3;

    /// <summary>Operations that were completed may take a moment to end; so many times the limit are waited for.</summary>
    private const int EndingAtATime = 4;

    private static readonly TimeSpan ClosingHandshake = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, CancellationTokenSource> _running = [];
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _initialised = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Task> _tasks = [];
    private UserId? _counted;
    private int _unanswered;

    /// <param name="aborted">The connection is lost.</param>
    /// <param name="stopping">The server stops: the client is told, so that it comes back to another one, or later.</param>
    public async Task RunAsync(CancellationToken aborted, CancellationToken stopping)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(aborted, stopping);
        var receiving = ReceiveAsync(aborted, ended.Token);
        var keeping = KeepAsync(ended.Token);
        var close = SocketClose.Normal;
        try
        {
            await await Task.WhenAny(receiving, keeping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            close = SocketClose.GoingAway;
        }
        catch (SocketClosedException broken)
        {
            close = broken.Close;
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            // The other side is gone.
        }
        catch (Exception fault)
        {
            LogFault(fault, requestId);
            close = SocketClose.InternalError;
        }

        // However it ended, nothing of it goes on, and its place is free for whoever comes back at once.
        ReleasePlace();
        await ended.CancelAsync();
        await CloseAsync(close);
        var goodbye = receiving.IsCompleted ? channel.DrainAsync(aborted) : receiving;
        await Task.WhenAny(Settled(goodbye), Task.Delay(ClosingHandshake, CancellationToken.None));
        channel.Abort();
        await Task.WhenAll(Settled(receiving), Settled(goodbye), Settled(keeping));
        await Task.WhenAll(_tasks.Select(Settled));
    }

    /// <summary>Says why, and lets the other side say goodbye: cutting the line at once would lose the reason.</summary>
    public Task CloseAsync(SocketClose close) => channel.CloseAsync(close);

    public ValueTask DisposeAsync()
    {
        ReleasePlace();
        channel.Dispose();
        return ValueTask.CompletedTask;
    }

    private void ReleasePlace()
    {
        if (_counted is { } user)
        {
            _counted = null;
            counter.Remove(user);
        }
    }

    /// <summary>Reads until the other side closes; once we have closed, without listening.</summary>
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

    /// <summary>What happens without the client: the time to begin, pings, and the end of the session.</summary>
    private async Task KeepAsync(CancellationToken cancellationToken)
    {
        var begun = await Task.WhenAny(_asked.Task, Task.Delay(limits.SocketInit, clock, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        if (begun != _asked.Task)
        {
            throw new SocketClosedException(SocketClose.InitTimeout);
        }

        // How long the answer takes is not the client's fault.
        await _initialised.Task.WaitAsync(cancellationToken);

        var ends = watch.EndsAsync(caller, cancellationToken);
        while (true)
        {
            if (await Task.WhenAny(ends, Task.Delay(limits.SocketPing, clock, cancellationToken)) == ends)
            {
                await ends;
                throw new SocketClosedException(SocketClose.Forbidden);
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (Interlocked.Increment(ref _unanswered) > SilentPings)
            {
                // Half-open: the other side left without a word, and would hold its place for long.
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
            await reader.SignInAsync(message.Authorization, cancellationToken);
        }
        catch (InvalidTokenException)
        {
            throw new SocketClosedException(SocketClose.Forbidden);
        }

        if (caller.Id is { } user)
        {
            if (!await counter.TryAddAsync(user, cancellationToken))
            {
                throw new SocketClosedException(SocketClose.TooManyConnections);
            }

            _counted = user;
        }

        await channel.SendAsync("connection_ack", null, null, cancellationToken);
        _initialised.TrySetResult();
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
            // Said before the next message is read: who sends more and more waits for it.
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
            // Only this one: the client may have used the id again.
            void Forget() => _running.TryRemove(KeyValuePair.Create(id, stop));
            try
            {
                await operations.RunAsync(id, message.Request!, caller, channel, requestId, Forget, stop.Token);
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
            // That is how it ends; what mattered was said when it happened.
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
                // It had just ended by itself.
            }
        }
    }
}
