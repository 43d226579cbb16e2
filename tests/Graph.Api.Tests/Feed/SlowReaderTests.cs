using Graph.Api.Server;
using Graph.Api.Server.Streams;
using Graph.Api.Tests.Hosting;
using Graph.Domain.Feed;
using Graph.Domain.Shared;
using Graph.Tests.Stores;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Feed;

/// <summary>A short queue and little patience.</summary>
public sealed class HastyServer : GraphServer
{
    protected override Dictionary<string, string?> Settings => new()
    {
        ["Limits:QueuedEvents"] = "3",
        ["Limits:SlowReader"] = "00:00:00.5",
    };
}

public sealed class SlowReaderTests(HastyServer server) : Scenario(server), IClassFixture<HastyServer>
{
    [Fact]
    public async Task A_reader_that_takes_nothing_is_told_and_cut_off_and_can_go_on_where_it_was()
    {
        var (payer, payee) = (await server.PersonAsync(), await server.PersonAsync());
        await payer.BefriendAsync(payee);
        await payer.TopUpAsync("100");
        var after = (string)(await payee.DataAsync("{ viewer { liveCursor } }"))["viewer"]!["liveCursor"]!;
        for (var i = 0; i < 6; i++)
        {
            await payer.TransferAsync(payee, "0.01", note: $"{i}");
        }

        var stuck = await ReadAsync(after, taken: 0, until: int.MaxValue);
        Assert.Equal(3, stuck.Events.Count);
        Assert.Equal(GapReason.TooSlow, stuck.Gap!.Reason);
        var rest = await ReadAsync(stuck.Gap.ResumeFrom, taken: int.MaxValue, until: 3);
        Assert.Null(rest.Gap);
        Assert.Equal(6, stuck.Events.Concat(rest.Events).Distinct().Count());
    }

    /// <summary>Reads as a transport does, which hands over only some of what it is given.</summary>
    private async Task<(List<long> Events, StreamGap? Gap)> ReadAsync(string after, int taken, int until)
    {
        var limits = server.Services.GetRequiredService<GraphLimits>();
        var streams = server.Services.GetRequiredService<EventStreams>();
        var flow = new StreamFlow(limits.QueuedEvents);
        using var patience = new CancellationTokenSource(Patience.Long);
        var events = new List<long>();
        var updates = streams.FollowAsync(
            after,
            Topic.Feed,
            (db, from, to, most) => db.Set<Notification>()
                .Where(n => n.Sequence > from && n.Sequence <= to && n.SubjectKind == SubjectKind.Transaction)
                .OrderBy(n => n.Sequence).Take(most).ToListAsync(patience.Token),
            new GraphContext { Flow = flow },
            patience.Token);
        await foreach (var update in updates)
        {
            if (update is StreamGap gap)
            {
                return (events, gap);
            }

            events.Add(((FeedEvent)update).Sequence);
            if (events.Count == until)
            {
                break;
            }

            if (events.Count <= taken)
            {
                flow.Next();
                flow.Sent();
            }
        }

        return (events, null);
    }
}
