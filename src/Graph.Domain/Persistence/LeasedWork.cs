using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Graph.Domain.Persistence;

/// <summary>
/// Work that is done every second by one of the nodes: whoever holds the lease. A node that dies holds it a little longer;
/// then another goes on.
/// </summary>
public abstract partial class LeasedWork(Units units, TimeProvider clock, ILogger log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Term = TimeSpan.FromSeconds(15);

    private readonly LeaseHolder _me = new(clock.NewGuid());

    protected abstract string Name { get; }

    protected Units Units => units;

    protected TimeProvider Clock => clock;

    /// <summary>Does what is due. Returns how much that was.</summary>
    public abstract Task<int> WorkAsync(CancellationToken cancellationToken);

    /// <summary>Takes the lease if it is free, or keeps it.</summary>
    public Task<bool> ClaimAsync() => units.WriteAsync(async db =>
    {
        var now = await db.NowAsync();
        var until = now + Term;
        var claimed = await db.Leases
            .Where(l => l.Name == Name && (l.Holder == _me || l.Until < now))
            .ExecuteUpdateAsync(set => set.SetProperty(l => l.Holder, _me).SetProperty(l => l.Until, until));
        if (claimed == 0 && !await db.Leases.AnyAsync(l => l.Name == Name))
        {
            // Of two first ones, the other fails on the key, runs again, and finds it taken.
            db.Leases.Add(new Lease { Name = Name, Holder = _me, Until = until });
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
                db => db.Leases.Where(l => l.Name == Name && l.Holder == _me).ExecuteDeleteAsync(cancellationToken), cancellationToken);
        }
        catch (Exception failure)
        {
            LogFailure(failure, Name);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                if (await ClaimAsync())
                {
                    await WorkAsync(stoppingToken);
                }
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailure(failure, Name);
            }
        }
    }

    /// <summary>Runs one piece; one that fails does not stand in the way of the others.</summary>
    protected async Task TryAsync(Func<Task> piece, CancellationToken cancellationToken)
    {
        try
        {
            await piece();
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailure(failure, Name);
        }
    }

    [LoggerMessage(LogLevel.Error, "{Work} failed; the next round tries again.")]
    private partial void LogFailure(Exception failure, string work);
}
