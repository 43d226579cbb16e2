using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Graph.Domain.Persistence.Deadlines;

/// <summary>
/// Runs all work that becomes due at a certain time. It checks each deadline every second. The node that holds the
/// lease does the due work, and continues at once while there is more. Failed work is logged and retried later; it
/// does not stop the rest.
/// </summary>
public sealed partial class DeadlineHost(
    IEnumerable<IDeadline> deadlines, Units units, Leases leases, DeadlineFailures failures, TimeProvider clock, ILogger<DeadlineHost> log)
    : BackgroundService
{
    private const int AtATime = 200;
    private const int AtOnce = 8;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Does everything that is due now, without asking for the leases.</summary>
    /// <returns>How many rows were handled; failed ones are not counted.</returns>
    public async Task<int> MeetAllAsync(CancellationToken cancellationToken = default)
    {
        var met = 0;
        foreach (var deadline in deadlines)
        {
            met += await MeetAllAsync(deadline, cancellationToken);
        }

        return met;
    }

    /// <summary>Does the due work of one deadline, page after page, until nothing is left.</summary>
    public async Task<int> MeetAllAsync(IDeadline deadline, CancellationToken cancellationToken = default)
    {
        var met = 0;
        var round = new Round(clock.UtcNow());
        while (await DueAsync(deadline, round, cancellationToken) is { Count: > 0 } due)
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
            // The pause begins when a round ends. So rounds never overlap, even if the clock jumps or a round takes
            // long.
            await Task.Delay(Interval, clock, stoppingToken);
            try
            {
                var round = new Round(clock.UtcNow());
                while (await DueAsync(deadline, round, stoppingToken) is { Count: > 0 } due && await leases.ClaimAsync(deadline.Name))
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
    /// Returns the next page of due ids. Each id is tried once in a round, whether it succeeds or not. So it asks for as many more as keep
    /// failing, or were tried and were due all the same when it looked last, and for more again if those fill the page.
    /// </summary>
    private async Task<IReadOnlyList<ITypedId>> DueAsync(
        IDeadline deadline, Round round, CancellationToken cancellationToken)
    {
        for (var most = AtATime + failures.CountOf(deadline.Name) + round.Stuck; ; most *= 2)
        {
            var asked = most;
            var due = await units.ReadAsync(db => deadline.DueAsync(db, round.Now, asked, cancellationToken));
            if (due.Count < asked)
            {
                failures.ForgetAllBut(deadline.Name, due);
            }

            IReadOnlyList<ITypedId> next = [.. due.Where(id => !failures.IsPausing(deadline.Name, id, round.Now) && !round.Tried.Contains(id)).Take(AtATime)];
            if (next.Count > 0 || due.Count < asked)
            {
                round.Stuck = due.Count(round.Tried.Contains);
                round.Tried.UnionWith(next);
                return next;
            }
        }
    }

    /// <summary>Handles several ids in parallel, so that a slow one does not hold up the others.</summary>
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

    /// <summary>One look at all that is due.</summary>
    /// <param name="now">
    /// What is due later waits for the next round. Otherwise new work could keep a round going, which would never try again what failed.
    /// </param>
    private sealed class Round(DateTime now)
    {
        public DateTime Now => now;

        public HashSet<ITypedId> Tried { get; } = [];

        /// <summary>How many ids were tried and due all the same, when it looked last.</summary>
        public int Stuck { get; set; }
    }

    [LoggerMessage(LogLevel.Error, "{Deadline} of {Id} failed {Times} times; the next try is at {RetryAt:O}.")]
    private partial void LogFailure(Exception failure, string deadline, Guid id, int times, DateTime retryAt);

    [LoggerMessage(LogLevel.Error, "A round of {Deadline} failed; the next one tries again.")]
    private partial void LogRound(Exception failure, string deadline);
}
