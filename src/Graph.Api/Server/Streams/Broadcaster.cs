using Graph.Api.Server.Authorization;
using Graph.Api.Server.Http;
using Graph.Domain.Persistence;
using GraphQL;

namespace Graph.Api.Server.Streams;

/// <summary>
/// Sends an event to many listeners who wait. One listener of each operation resolves it, if nobody has just done so
/// (<see cref="SharedResults"/>). The others are sent its result after one look whose sessions are open, and, if they had to wait for it, another
/// who may see it. They are not woken, and take no turn.
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
            var groups = new List<Group>();
            foreach (var same in streams.GroupBy(stream => FlowOf(stream).Shared!))
            {
                // One alone resolves the event for itself. Otherwise one does for the others.
                var group = new Group([.. same]);
                group.Written = group.Streams.Count == 1
                    ? Task.FromResult<WrittenData?>(null)
                    : results.AwaitAsync(row, same.Key, () => Release(group.Streams[0]));
                groups.Add(group);
            }

            // A slow operation keeps nobody waiting who asked for something else.
            var isThere = groups.ToLookup(group => group.Written.IsCompleted);
            await SendToAsync([.. isThere[true]], isWaited: false);
            await SendToAsync([.. isThere[false]], isWaited: true);
        }
        finally
        {
            foreach (var stream in left)
            {
                stream.Release();
            }
        }

        async Task SendToAsync(List<Group> groups, bool isWaited)
        {
            var written = await Task.WhenAll(groups.Select(group => group.Written));
            var sent = new List<(IHeldStream Stream, ExecutionResult Result)>();
            foreach (var (group, data) in groups.Zip(written).Where(one => one.Second is not null))
            {
                var result = new ExecutionResult { Executed = true, Data = data };
                sent.AddRange(group.Streams.Where(left.Contains).Select(stream => (stream, result)));
            }

            foreach (var stream in groups.SelectMany(group => group.Streams).Where(left.Contains).Except(sent.Select(one => one.Stream)).ToList())
            {
                Release(stream);
            }

            if (sent.Count == 0)
            {
                return;
            }

            if (isWaited)
            {
                await askAgain(sent.ConvertAll(one => one.Stream));
            }

            var open = await sessions.OpenAsync(sent.ConvertAll(one => FlowOf(one.Stream).Session!.Value));
            var cursor = LiveCursor.Encode(place);
            foreach (var (stream, result) in sent)
            {
                if (open.Contains(FlowOf(stream).Session!.Value) && stream.TryTake())
                {
                    // A slow client holds up nobody else. What comes next for it waits in its own flow.
                    _ = FlowOf(stream).SendAsync(result, cursor);
                }

                Release(stream);
            }
        }

        void Release(IHeldStream stream)
        {
            left.Remove(stream);
            stream.Release();
        }
    }

    private static StreamFlow FlowOf(IHeldStream stream) => (StreamFlow)stream.Listener;

    /// <summary>Streams that ask for the same, and what one of them resolves for the others; null when it does not come in time.</summary>
    private sealed record Group(IReadOnlyList<IHeldStream> Streams)
    {
        public Task<WrittenData?> Written { get; set; } = Task.FromResult<WrittenData?>(null);
    }
}
