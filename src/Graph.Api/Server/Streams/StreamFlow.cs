using System.Collections.Concurrent;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;
using GraphQL;

namespace Graph.Api.Server.Streams;

/// <summary>
/// Limits the number of events between the source of a stream, which reads rows, and its transport, which sends
/// results. It also passes on the cursor of each event. The source waits for a slow client, so that events do not fill
/// the memory, and it waits until the event before is resolved, so that a stream resolves one event at a time.
/// </summary>
/// <param name="capacity">How many events may be on their way.</param>
public sealed class StreamFlow(int capacity) : IListener
{
    private readonly ConcurrentQueue<string?> _cursors = new();
    private readonly SemaphoreSlim _places = new(capacity, capacity);

    /// <summary>It is taken while an event is resolved.</summary>
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>The stream's slot among the events that this node resolves at once, while it has one.</summary>
    private IDisposable? _slot;

    /// <summary>
    /// What the stream asks for, if its events are resolved once for all who listen with the same operation; otherwise null. Most
    /// listeners then need no database context, so that more of them may be at work at once, or they are sent what another one resolved.
    /// </summary>
    public SharedOperation? Shared { get; set; }

    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The user who opened the stream; null when the caller is not signed in.</summary>
    public UserId? Opener
    {
        get;
        init
        {
            field = value;
            OpenerName = value?.Value.ToString("N");
        }
    }

    /// <summary>The session in which it was opened; null when the caller is not signed in.</summary>
    public SessionId? Session { get; init; }

    /// <summary>The id of that user as text, by which the streams of one user are told from those of others.</summary>
    public string? OpenerName { get; private init; }

    /// <summary>How a result is sent that did not come through the stream; null when the transport cannot.</summary>
    public DirectTransport? Transport { get; init; }

    /// <summary>Itself, when it can be sent what another listener resolved; otherwise null.</summary>
    public IListener? Listener => Shared is null || Session is null || Transport is null ? null : this;

    /// <inheritdoc />
    public bool IsIdle => _turn.CurrentCount == 1 && _places.CurrentCount == capacity;

    /// <summary>Whether the caller is not signed in.</summary>
    public bool IsOfStranger => Opener is null;

    /// <summary>Ends when the source knows where it begins: whatever happens from then on is sent.</summary>
    public Task Begun => _begun.Task;

    public void Begin() => _begun.TrySetResult();

    /// <summary>
    /// Waits until the event before is resolved, and takes a place and a slot for the next. Returns false when no place became
    /// free in time, because the client is too slow.
    /// </summary>
    public async Task<bool> EnterAsync(string? cursor, ResolverSlots slots, TimeSpan atMost, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        if (!await _places.WaitAsync(atMost, cancellationToken))
        {
            _turn.Release();
            return false;
        }

        await TakeSlotAsync(slots, cancellationToken);
        _cursors.Enqueue(cursor);
        return true;
    }

    /// <summary>
    /// Waits until the event before is resolved and there is a place. Returns how many there are: as only the source takes
    /// places, and a wave while the source waits, it can take so many without waiting for the client. 0 when none became free in time, because the client is
    /// too slow.
    /// </summary>
    public async Task<int> RoomAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        _turn.Release();
        return await _places.WaitAsync(atMost, cancellationToken) ? _places.Release() + 1 : 0;
    }

    /// <summary>
    /// Waits for a slot in which the next event is resolved. The source takes it before it asks what the viewer may see, so that
    /// the answer is not old when the event's turn comes.
    /// </summary>
    public async Task TakeSlotAsync(ResolverSlots slots, CancellationToken cancellationToken) =>
        _slot ??= await slots.TakeAsync(IsOfStranger, Shared is not null, cancellationToken);

    /// <summary>Gives the slot back, because there is no event or it is resolved.</summary>
    public void GiveSlotBack() => Interlocked.Exchange(ref _slot, null)?.Dispose();

    /// <summary>Says that the event is resolved. The source can go on with the next.</summary>
    public void Resolved()
    {
        GiveSlotBack();
        if (_turn.CurrentCount == 0)
        {
            _turn.Release();
        }
    }

    /// <summary>Enters the last event, which says that the client is too slow. It needs no place.</summary>
    public void EnterLast() => _cursors.Enqueue(null);

    /// <summary>
    /// Waits until all events are sent. Streams of states use it, because they skip outdated states.
    /// </summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < capacity; i++)
        {
            await _places.WaitAsync(cancellationToken);
        }

        _places.Release(capacity);
    }

    /// <summary>The cursor of the event that is about to be sent.</summary>
    public string? Next() => _cursors.TryDequeue(out var cursor) ? cursor : null;

    /// <summary>
    /// Sends what another listener resolved. The flow is idle, so there is a place. What comes through the stream meanwhile is sent after it.
    /// When it fails, the client has to come back, because it would miss the event.
    /// </summary>
    public async Task SendAsync(ExecutionResult result, string cursor)
    {
        await _places.WaitAsync();
        try
        {
            await Transport!.Send(result, cursor);
        }
        catch (Exception) when (Transport!.Ended.IsCancellationRequested)
        {
            // Nobody waits for it any more.
        }
        catch (Exception)
        {
            Transport!.Abort();
        }
        finally
        {
            Sent();
        }
    }

    /// <summary>Gives back the place of an event that was handed to the network.</summary>
    public void Sent()
    {
        if (_places.CurrentCount < capacity)
        {
            _places.Release();
        }
    }
}

/// <summary>How a transport sends a result that did not come through the stream.</summary>
/// <param name="Send">Sends a result with its cursor, in turn with what else the transport sends.</param>
/// <param name="Abort">Breaks the connection.</param>
/// <param name="Ended">Cancelled when the stream has ended.</param>
public sealed record DirectTransport(Func<ExecutionResult, string, Task> Send, Action Abort, CancellationToken Ended);
