using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Graph.Domain.Persistence.Deadlines;

/// <summary>
/// Does all work that has its time. For each deadline it looks every second; whichever node holds the lease does what is due,
/// and goes on at once while there is more. What fails is logged and tried again later, and the rest is done all the same.
/// </summary>
public sealed partial class DeadlineHost(
    IEnumerable<IDeadline> deadlines, Units units, Leases leases, DeadlineFailures failures, TimeProvider clock, ILogger<DeadlineHost> log)
    : BackgroundService
{
    private const int AtATime = 200;
    private const int AtOnce = 8;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Does everything that is due now, whoever holds the leases.</summary>
    /// <returns>How many things were done, those that failed not counted.</returns>
    public async Task<int> MeetAllAsync(CancellationToken cancellationToken = default)
    {
        var met = 0;
        foreach (var deadline in deadlines)
        {
            met += await MeetAllAsync(deadline, cancellationToken);
        }

        return met;
    }

    /// <summary>Does what is due for one deadline, page after page, until nothing is left.</summary>
    public async Task<int> MeetAllAsync(IDeadline deadline, CancellationToken cancellationToken = default)
    {
        var met = 0;
        var tried = new HashSet<ITypedId>();
        while (await DueAsync(deadline, tried, cancellationToken) is { Count: > 0 } due)
        {
            met += await MeetAsync(deadline, due, cancellationToken);
        }

        return met;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await leases.GiveBackAsync(cancellationToken);
        }
        catch (Exception failure)
        {
            LogRound(failure, "giving the leases back");
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(deadlines.Select(deadline => FollowAsync(deadline, stoppingToken)));

    private async Task FollowAsync(IDeadline deadline, CancellationToken stoppingToken)
    {
        while (true)
        {
            // Counted from the end of a round: a clock that leaps, or a round that lasts, makes no crowd of rounds.
            await Task.Delay(Interval, clock, stoppingToken);
            try
            {
                var tried = new HashSet<ITypedId>();
                while (await DueAsync(deadline, tried, stoppingToken) is { Count: > 0 } due && await leases.ClaimAsync(deadline.Name))
                {
                    await MeetAsync(deadline, due, stoppingToken);
                }
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogRound(failure, deadline.Name);
            }
        }
    }

    /// <summary>
    /// Asks for as many more as were tried in this round or keep failing, so that those do not fill the page. Each thing is
    /// tried once a round, whatever became of it.
    /// </summary>
    private async Task<IReadOnlyList<ITypedId>> DueAsync(
        IDeadline deadline, HashSet<ITypedId> tried, CancellationToken cancellationToken)
    {
        var now = clock.UtcNow();
        var most = AtATime + tried.Count + failures.CountOf(deadline.Name);
        var due = await units.ReadAsync(db => deadline.DueAsync(db, now, most, cancellationToken));
        if (due.Count < most)
        {
            failures.ForgetAllBut(deadline.Name, due);
        }

        return [.. due.Where(id => !failures.IsPausing(deadline.Name, id, now) && tried.Add(id))];
    }

    /// <summary>Several at once: one that takes its time does not stand in the way of the others.</summary>
    private async Task<int> MeetAsync(IDeadline deadline, IReadOnlyList<ITypedId> due, CancellationToken cancellationToken)
    {
        var met = 0;
        await Parallel.ForEachAsync(
            due,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (id, _) =>
            {
                try
                {
                    await deadline.MeetAsync(id, cancellationToken);
                    failures.Succeeded(deadline.Name, id);
                    Interlocked.Increment(ref met);
                }
                catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
                {
                    var noted = failures.Failed(deadline.Name, id, clock.UtcNow());
                    LogFailure(failure, deadline.Name, id.Value, noted.Times, noted.RetryAt);
                }
            });
        return met;
    }

    [LoggerMessage(LogLevel.Error, "{Deadline} of {Id} failed {Times} times; it is tried again at {RetryAt:O}.")]
    private partial void LogFailure(Exception failure, string deadline, Guid id, int times, DateTime retryAt);

    [LoggerMessage(LogLevel.Error, "A round of {Deadline} failed; the next one tries again.")]
    private partial void LogRound(Exception failure, string deadline);
}
