using System.Security.Cryptography;
using Graph.Domain.Deals.Catalogue;
using Graph.Domain.Deals.Merchants;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Graph.Domain.Deals.Views;

/// <summary>
/// Writes the collected views every few seconds and when the node stops, in small units one after the other. Payments
/// that wait for a writer's turn come in between.
/// </summary>
public sealed partial class DealViewWriter(DealViews views, Units units, TimeProvider clock, ILogger<DealViewWriter> log)
    : BackgroundService
{
    private const int AtOnce = 50;
    private const int SweptAtOnce = 500;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim _one = new(1);
    private DateTime _sweptAt;

    /// <summary>Writes all views that wait now.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken = default)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            while (views.Waiting(AtOnce) is { Count: > 0 } some)
            {
                await units.WriteAsync(db => WriteAsync(db, some), cancellationToken);
                views.Forget(some);
            }
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Deletes the rows of past days, which cannot be counted again.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken = default)
    {
        // Views that were recorded before midnight may be written after it.
        var today = BusinessCalendar.DateOf(clock.UtcNow());
        var yesterday = today.AddDays(-1);
        var deleted = SweptAtOnce;
        while (deleted == SweptAtOnce)
        {
            deleted = await units.WriteAsync(async db =>
            {
                var old = await db.Set<DealView>()
                    .Where(v => v.Date < yesterday)
                    .OrderBy(v => v.Date)
                    .Take(SweptAtOnce)
                    .Select(v => v.Id)
                    .ToListAsync(cancellationToken);
                return old.Count == 0 ? 0 : await db.Set<DealView>().Where(v => old.Contains(v.Id)).ExecuteDeleteAsync(cancellationToken);
            }, cancellationToken);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAsync(() => WriteAsync(cancellationToken));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(Interval, clock, stoppingToken);
            await TryAsync(() => WriteAsync(stoppingToken));
            if (clock.UtcNow() >= _sweptAt + SweepInterval)
            {
                _sweptAt = clock.UtcNow();
                await TryAsync(() => SweepAsync(stoppingToken));
            }
        }
    }

    /// <summary>Counts the views that no other node wrote before.</summary>
    private static async Task<bool> WriteAsync(GraphDb db, IReadOnlyList<DealViews.Viewed> some)
    {
        var ids = some.Select(view => view.Id).ToList();
        var written = await db.Set<DealView>().Where(v => ids.Contains(v.Id)).Select(v => v.Id).ToListAsync();
        var added = some.ExceptBy(written, view => view.Id).ToList();

        // When two nodes insert the same row, one fails on the key, and the whole unit runs again.
        db.Set<DealView>().AddRange(added
            .OrderBy(view => view.Id.Value)
            .Select(view => new DealView { Id = view.Id, Date = view.Date }));
        await db.SaveChangesAsync();
        var part = RandomNumberGenerator.GetInt32(StockPart.MaxParts);
        foreach (var deal in added.GroupBy(view => (view.Deal, view.Merchant, view.Date)).OrderBy(deal => deal.Key.Deal.Value))
        {
            await Tally.ViewedAsync(db, deal.Key.Deal, deal.Key.Merchant, deal.Key.Date, part, deal.Count());
        }

        return true;
    }

    private async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException)
        {
            // The node stops. What is left is written by StopAsync, or lost.
        }
        catch (Exception failure)
        {
            LogFailure(failure);
        }
    }

    [LoggerMessage(LogLevel.Error, "Views of deals could not be written; the next round tries again.")]
    private partial void LogFailure(Exception failure);
}
