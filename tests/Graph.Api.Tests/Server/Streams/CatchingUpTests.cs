using Graph.Api.Server.Streams;
using Graph.Api.Tests.Hosting;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Tests.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Server.Streams;

/// <summary>How streams read what they missed: a few at a time, and never with an answer that does not hold any more.</summary>
public sealed class CatchingUpTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    private const int Streams = 40;

    /// <summary>As in <see cref="EventStreams"/>.</summary>
    private const int AtOnce = 8;

    private static readonly string Start = System.Buffers.Text.Base64Url.EncodeToString("""["live",0]"""u8);

    private EventStreams Reader => server.Services.GetRequiredService<EventStreams>();

    [Fact]
    public async Task Many_streams_that_come_back_read_a_few_at_a_time()
    {
        var (begun, atWork, most) = (0, 0, 0);
        var open = new TaskCompletionSource();
        var all = Enumerable.Range(0, Streams).Select(async _ =>
        {
            var source = SourceOf(new Follower(), async (_, most) =>
            {
                await WorkAsync();
                return [Update(1), Update(2)];
            });
            await foreach (var place in Reader.FollowAsync(Start, source, new GraphContext(), default))
            {
                if (place == 2)
                {
                    break;
                }
            }
        }).ToList();
        await Patience.UntilAsync(() => Reader.WaitingCount == Streams - AtOnce && Volatile.Read(ref begun) == AtOnce);
        Assert.Equal(AtOnce, Volatile.Read(ref most));
        open.SetResult();
        await Task.WhenAll(all).WaitAsync(Patience.Long);
        Assert.Equal((Streams, AtOnce), (begun, most));

        async Task WorkAsync()
        {
            Interlocked.Increment(ref begun);
            var now = Interlocked.Increment(ref atWork);
            lock (open)
            {
                most = Math.Max(most, now);
            }

            await open.Task;
            Interlocked.Decrement(ref atWork);
        }
    }

    /// <summary>Anybody can open many streams without signing in, and a user can have a hundred.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Many_streams_of_one_caller_do_not_keep_others_waiting(bool isSignedIn)
    {
        var begun = 0;
        UserId? one = isSignedIn ? new UserId(Guid.NewGuid()) : null;
        var open = new TaskCompletionSource();
        var streams = Enumerable.Range(0, Streams).Select(_ => FirstAsync(new GraphContext { Flow = new StreamFlow(10) { Opener = one } }, async () =>
        {
            Interlocked.Increment(ref begun);
            await open.Task;
        })).ToList();
        await Patience.UntilAsync(() => Reader.WaitingCount == Streams - 2 && Volatile.Read(ref begun) == 2);
        var other = new StreamFlow(10) { Opener = new UserId(Guid.NewGuid()) };
        await FirstAsync(new GraphContext { Flow = other }, () => Task.CompletedTask).WaitAsync(Patience.Long);
        Assert.Equal(2, begun);
        open.SetResult();
        await Task.WhenAll(streams).WaitAsync(Patience.Long);
        Assert.Equal(Streams, begun);

        async Task FirstAsync(GraphContext context, Func<Task> work)
        {
            var source = SourceOf(new Follower(), async (_, _) =>
            {
                await work();
                return [Update(1)];
            });
            await foreach (var _ in Reader.FollowAsync(Start, source, context, default))
            {
                break;
            }
        }
    }

    /// <summary>Who may see the rest of a page is asked again when something changed before it was sent.</summary>
    [Fact]
    public async Task The_rest_of_a_page_is_read_again_when_it_does_not_hold_any_more()
    {
        var follower = new Follower();
        var pages = new List<long>();
        var isFriend = true;
        var source = SourceOf(follower, (above, most) =>
        {
            pages.Add(above);
            follower.Current = true;
            int[] places = isFriend ? [1, 2, 3, 4] : [4];
            return Task.FromResult<IReadOnlyList<LogUpdate<int>>>([.. places.Where(place => place > above).Take(most).Select(Update)]);
        });
        var seen = new List<int>();
        await foreach (var place in Reader.FollowAsync(Start, source, new GraphContext(), default))
        {
            seen.Add(place);
            if (place == 2)
            {
                (isFriend, follower.Current) = (false, false);
            }
            else if (place == 4)
            {
                break;
            }
        }

        Assert.Equal([1, 2, 4], seen);
        Assert.Equal([0L, 2L], pages);
    }

    /// <summary>What was sent for the stream while it waited is not read again.</summary>
    [Fact]
    public async Task A_stream_goes_on_after_what_was_sent_for_it()
    {
        // Far beyond what the database holds.
        const long Far = 1L << 60;
        var follower = new Follower();
        var source = SourceOf(follower, (above, _) => Task.FromResult<IReadOnlyList<LogUpdate<int>>>(
            above < Far ? [Update(3)] : [.. new[] { 5, 6, 7 }.Where(place => Far + place > above).Select(place => new LogUpdate<int>(place, Far + place, ""))]));
        var seen = new List<int>();
        await foreach (var place in Reader.FollowAsync(Start, source, new GraphContext(), default))
        {
            seen.Add(place);
            if (place == 7)
            {
                break;
            }

            follower.SentThrough = Far + 6;
            follower.Next.TrySetResult(Far + 7);
        }

        Assert.Equal([3, 7], seen);
    }

    private static LogUpdate<int> Update(int place) => new(place, place, $"{place}");

    private static LogSource<Follower, int> SourceOf(Follower follower, Func<long, int, Task<IReadOnlyList<LogUpdate<int>>>> read) => new(
        _ => Task.FromResult(follower),
        (_, _, _, _) => null,
        (_, above, _, most) => read(above, most),
        (_, _, _) => 0);

    private sealed class Follower : ILogFollower
    {
        public bool Current { get; set; } = true;

        public long Start => 4;

        public long SentThrough { get; set; }

        public TaskCompletionSource<long> Next { get; } = new();

        public Task<long> NextAsync(CancellationToken cancellationToken) => Next.Task.WaitAsync(cancellationToken);

        public Task<long> NextAsync(long examined, CancellationToken cancellationToken) => NextAsync(cancellationToken);

        public bool Holds(long askedAt) => Current;

        public Task FreshenAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
        }
    }
}
