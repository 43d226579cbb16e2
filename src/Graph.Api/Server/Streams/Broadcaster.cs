using Graph.Api.Server.Authorization;
using Graph.Api.Server.Http;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Security;
using GraphQL;

namespace Graph.Api.Server.Streams;

/// <summary>
/// Sends an event to many listeners who wait. One listener of each operation resolves it, if nobody has just done so
/// (<see cref="SharedResults"/>). The others are sent its result after one look whose sessions are open; they are not woken, and take no turn.
/// </summary>
public sealed class Broadcaster(SharedResults results, SessionReads sessions) : IBroadcaster
{
    /// <inheritdoc />
    public async Task SendAsync(
        object row, long place, IReadOnlyList<IHeldStream> streams, Func<IReadOnlyList<IHeldStream>, Task> askAgain)
    {
        var left = new HashSet<IHeldStream>(streams);
        try
        {
            var groups = streams.GroupBy(stream => FlowOf(stream).Shared!).Select(same => (Operation: same.Key, Streams: same.ToList())).ToList();
            var resolving = groups.ConvertAll(group => WrittenAsync(row, group.Operation, group.Streams, left));
            var isWaited = resolving.Exists(one => !one.IsCompleted);
            var written = await Task.WhenAll(resolving);
            if (isWaited)
            {
                await askAgain([.. left]);
            }

            var open = await sessions.OpenAsync([.. left.Select(stream => FlowOf(stream).Session!.Value)]);
            foreach (var (group, data) in groups.Zip(written))
            {
                Send(group.Streams.FindAll(left.Contains), data, open);
            }
        }
        finally
        {
            foreach (var stream in left)
            {
                stream.Release();
            }
        }

        void Send(List<IHeldStream> waiting, WrittenData? data, IReadOnlySet<SessionId> open)
        {
            var (result, cursor) = (new ExecutionResult { Executed = true, Data = data }, LiveCursor.Encode(place));
            foreach (var stream in waiting)
            {
                left.Remove(stream);
                if (data is not null && open.Contains(FlowOf(stream).Session!.Value) && stream.TryTake())
                {
                    // A slow client holds up nobody else. What comes next for it waits in its own flow.
                    _ = FlowOf(stream).SendAsync(result, cursor);
                }

                stream.Release();
            }
        }
    }

    /// <summary>What one of these streams resolves for the others; null when there is none, or it does not come in time.</summary>
    private async Task<WrittenData?> WrittenAsync(object row, SharedOperation operation, List<IHeldStream> streams, HashSet<IHeldStream> left)
    {
        // One alone resolves the event for itself.
        return streams.Count == 1 ? null : await results.AwaitAsync(row, operation, () =>
        {
            left.Remove(streams[0]);
            streams[0].Release();
        });
    }

    private static StreamFlow FlowOf(IHeldStream stream) => (StreamFlow)stream.Listener;
}
