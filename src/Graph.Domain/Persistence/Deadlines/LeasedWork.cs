using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Graph.Domain.Persistence.Deadlines;

/// <summary>
/// Work that is done every second by one of the nodes: whoever holds the lease. A node that dies holds it a little longer;
/// then another goes on.
/// </summary>
public abstract partial class LeasedWork(Units units, TimeProvider clock, ILogger log) : BackgroundService
{
    private const int AtOnce = 8;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Term = TimeSpan.FromSeconds(5);

    private readonly LeaseHolder _me = new(clock.NewGuid());

    protected abstract string Name { get; }

    protected Units Units => units;

    protected TimeProvider Clock => clock;

    /// <summary>The pieces of work whose time has come. Asked often, and cheap when there are none.</summary>
    protected abstract Task<IReadOnlyList<Func<Task>>> DueAsync(CancellationToken cancellationToken);

    /// <summary>Does what is due, whoever holds the lease. Returns how many pieces that were.</summary>
    public async Task<int> WorkAsync(CancellationToken cancellationToken) =>
        await WorkAsync(await DueAsync(cancellationToken), cancellationToken);

    /// <summary>Takes the lease if it is free, or keeps it.</summary>
    public Task<bool> ClaimAsync() => units.WriteAsync(async db =>
    {
        var now = await db.NowAsync();
        var until = now + Term;
        var claimed = await db.Set<Lease>()
            .Where(l => l.Name == Name && (l.Holder == _me || l.Until < now))
            .ExecuteUpdateAsync(set => set.SetProperty(l => l.Holder, _me).SetProperty(l => l.Until, until));
        if (claimed == 0 && !await db.Set<Lease>().AnyAsync(l => l.Name == Name))
        {
            // Of two first ones, the other fails on the key, runs again, and finds it taken.
            db.Set<Lease>().Add(new Lease { Name = Name, Holder = _me, Until = until });
            claimed = 1;
        }

        return claimed == 1;
    });

    /// <summary>Gives it back, so that the others need not wait for its end.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await units.WriteAsync(
                db => db.Set<Lease>().Where(l => l.Name == Name && l.Holder == _me).ExecuteDeleteAsync(cancellationToken), cancellationToken);
        }
        catch (Exception failure)
        {
            LogFailure(failure, Name);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            // From the end of one round: a clock that leaps, or a round that lasts, makes no crowd of rounds.
            await Task.Delay(Interval, clock, stoppingToken);
            try
            {
                var due = await DueAsync(stoppingToken);
                if (due.Count > 0 && await ClaimAsync())
                {
                    await WorkAsync(due, stoppingToken);
                }
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailure(failure, Name);
            }
        }
    }

    /// <summary>Several at once: one that takes its time, or fails, does not stand in the way of the others.</summary>
    private async Task<int> WorkAsync(IReadOnlyList<Func<Task>> due, CancellationToken cancellationToken)
    {
        await Parallel.ForEachAsync(
            due,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (piece, _) =>
            {
                try
                {
                    await piece();
                }
                catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
                {
                    LogFailure(failure, Name);
                }
            });
        return due.Count;
    }

    [LoggerMessage(LogLevel.Error, "{Work} failed; the next round tries again.")]
    private partial void LogFailure(Exception failure, string work);
}
