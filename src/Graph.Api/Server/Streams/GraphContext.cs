using Graph.Api.Server.Authorization;
using Graph.Api.Server.Documents;
using GraphQL;

namespace Graph.Api.Server.Streams;

/// <summary>
/// The data that an operation's transport passes to its resolvers. It lives as long as the operation, and not only as
/// long as one scope of services.
/// </summary>
public sealed class GraphContext : Dictionary<string, object?>
{
    private Asking? _asking;

    /// <summary>The flow of events; null for operations that are not subscriptions.</summary>
    public StreamFlow? Flow { get; init; }

    /// <summary>What the operation's document selects of objects.</summary>
    public SelectedFields? Selected { get; set; }

    /// <summary>Whether a mutation of the operation has taken effect.</summary>
    public bool IsCommitted { get; set; }

    /// <summary>
    /// How far the log was complete when the operation began, if it asks for a `liveCursor`. An event above it may be in one of the
    /// operation's lists while an older one is not written yet, or comes before the list is read. A stream that begins here misses
    /// neither.
    /// </summary>
    public long? Horizon { get; set; }

    /// <summary>
    /// The caller of a scope of services, looked up once for each scope. A stream resolves its events one after the other, each in a scope of its own.
    /// </summary>
    public Caller CallerIn(IServiceProvider services)
    {
        if (_asking is not { } asking || !ReferenceEquals(asking.Services, services))
        {
            _asking = asking = new Asking(services, services.GetRequiredService<Caller>());
        }

        return asking.Caller;
    }

    /// <summary>Forgets the scope when it ends. A stream lives longer, and must not keep what the scope's services have read.</summary>
    public void ForgetCaller() => _asking = null;

    /// <summary>The caller for whom a field is resolved.</summary>
    public static Caller CallerOf(IResolveFieldContext context) => context.UserContext is GraphContext own
        ? own.CallerIn(context.RequestServices!)
        : context.RequestServices!.GetRequiredService<Caller>();

    /// <summary>The position of a row in a list, or <see cref="Horizon"/> when that comes first.</summary>
    public long Bound(long sequence) => Math.Min(sequence, Horizon ?? long.MaxValue);

    /// <summary>The cursor after which an EventSource resumes when it had lost its connection.</summary>
    public string? LastEventId { get; init; }

    private sealed record Asking(IServiceProvider Services, Caller Caller);
}
