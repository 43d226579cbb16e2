using Graph.Api.Server.Authorization;
using Graph.Domain.Persistence;
using GraphQL;

namespace Graph.Api.Server.Streams;

/// <summary>
/// Sends an event to many listeners who wait. It is resolved by one listener of each operation (<see cref="SharedResults"/>). The others are
/// sent its result after one look whose sessions are open; they are not woken, and take no turn.
/// </summary>
public sealed class Broadcaster(SharedResults results, SessionReads sessions) : IBroadcaster
{
    /// <inheritdoc />
    public Task SendAsync(object row, long place, IReadOnlyList<IHeldStream> streams) => Task.WhenAll(
        streams.GroupBy(stream => FlowOf(stream).Shared!).Select(same => SendAsync(row, place, same.Key, [.. same])));

    private async Task SendAsync(object row, long place, SharedOperation operation, IReadOnlyList<IHeldStream> streams)
    {
        var left = new Queue<IHeldStream>(streams);
        try
        {
            // One alone resolves the event for itself.
            var written = streams.Count == 1 ? null : await results.AwaitAsync(row, operation, () => left.Dequeue().Release());
            if (written is not null)
            {
                var open = await sessions.OpenAsync([.. left.Select(stream => FlowOf(stream).Session!.Value)]);
                var (result, cursor) = (new ExecutionResult { Executed = true, Data = written }, LiveCursor.Encode(place));
                while (left.TryDequeue(out var stream))
                {
                    if (open.Contains(FlowOf(stream).Session!.Value) && stream.TryTake())
                    {
                        // A slow client holds up nobody else. What comes next for it waits in its own flow.
                        _ = FlowOf(stream).SendAsync(result, cursor);
                    }

                    stream.Release();
                }
            }
        }
        finally
        {
            while (left.TryDequeue(out var stream))
            {
                stream.Release();
            }
        }
    }

    private static StreamFlow FlowOf(IHeldStream stream) => (StreamFlow)stream.Listener;
}
