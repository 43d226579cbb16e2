using System.Collections.Concurrent;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Domain.Persistence.Sqlite;

/// <summary>
/// Lets units that write take turns. All use the same context, one after the other, and so the same connection: its
/// cache still has the pages that it wrote, which another connection would have to read again. After a fault, the
/// context and its connection go back to the pool.
/// </summary>
internal sealed class OneWriter(IServiceScopeFactory scopes, string database) : IWriters, IAsyncDisposable
{
    private const string MorePages = "PRAGMA cache_size = -65536";

    /// <summary>
    /// The queues by database. SQLite has no queue of its own: its busy handler sleeps and tries again, so under load
    /// some writers starve.
    /// </summary>
    private static readonly ConcurrentDictionary<string, TurnQueue> Queues = [];

    private readonly TurnQueue _queue = Queues.GetOrAdd(database, _ => new TurnQueue(places: 1, placesOfOne: 1));
    private ScopedContext? _context;

    public int WaitingCount => _queue.WaitingCount;

    public async Task<UnitContext> EnterAsync(string? subject, CancellationToken cancellationToken)
    {
        var turn = new Turn(this, await _queue.WaitAsync(subject, cancellationToken));
        try
        {
            if (_context is null)
            {
                _context = new ScopedContext(scopes);
                await _context.Db.Database.ExecuteSqlRawAsync(MorePages, cancellationToken);
            }

            return turn;
        }
        catch
        {
            await turn.DisposeAsync();
            throw;
        }
    }

    /// <summary>Releases the context. Call it after all units are over.</summary>
    public ValueTask DisposeAsync() => GiveUpAsync();

    private async ValueTask GiveUpAsync()
    {
        if (_context is { } context)
        {
            _context = null;
            await context.DisposeAsync();
        }
    }

    private sealed class Turn(OneWriter writer, IDisposable turn) : UnitContext
    {
        private bool _succeeded;

        public override GraphDb Db => writer._context!.Db;

        public override void Succeed() => _succeeded = true;

        public override async ValueTask DisposeAsync()
        {
            try
            {
                if (!_succeeded)
                {
                    await writer.GiveUpAsync();
                }
            }
            finally
            {
                turn.Dispose();
            }
        }
    }
}
