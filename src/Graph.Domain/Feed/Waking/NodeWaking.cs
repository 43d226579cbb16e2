using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Graph.Domain.Feed.Waking;

/// <summary>
/// Wakes the readers of the log on other nodes after a commit here, and the reader here when they tell. Without a way to tell
/// them it does nothing, and every node looks by itself.
/// </summary>
public sealed partial class NodeWaking(IEventBus bus, ILogger<NodeWaking> log, INodeHints? others = null) : BackgroundService
{
    /// <summary>The shortest time between two hints. Whatever is committed in between is told by the second.</summary>
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => others is null
        ? Task.CompletedTask
        : Task.WhenAll(
            RepeatAsync(() => TellAsync(others, stoppingToken), stoppingToken),
            RepeatAsync(() => others.ListenAsync(() => bus.Publish([FeedTopics.LogElsewhere]), stoppingToken), stoppingToken));

    private async Task TellAsync(INodeHints others, CancellationToken cancellationToken)
    {
        using var hints = bus.Listen(FeedTopics.Log);
        while (true)
        {
            await hints.WaitAsync(Timeout.InfiniteTimeSpan, cancellationToken);
            await others.SendAsync(cancellationToken);
            await Task.Delay(Between, cancellationToken);
        }
    }

    /// <summary>Goes on after a failure: nothing is lost meanwhile, because every node looks by itself too.</summary>
    private async Task RepeatAsync(Func<Task> work, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await work();
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailure(failure);
                await Task.Delay(Pause, stoppingToken);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Other nodes cannot be told of new events at once, or not be heard; they look by themselves")]
    private partial void LogFailure(Exception failure);
}
