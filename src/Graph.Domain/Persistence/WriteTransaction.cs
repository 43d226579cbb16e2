using Microsoft.EntityFrameworkCore.Storage;

namespace Graph.Domain.Persistence;

/// <summary>A database transaction, and the turn to write that it holds (SQLite only).</summary>
public sealed class WriteTransaction(IDbContextTransaction transaction, IDisposable? turn) : IAsyncDisposable
{
    public bool IsCommitted { get; private set; }

    /// <summary>A caller that went away does not cancel a commit.</summary>
    public async Task CommitAsync()
    {
        await transaction.CommitAsync(CancellationToken.None);
        IsCommitted = true;
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await transaction.DisposeAsync();
        }
        finally
        {
            turn?.Dispose();
        }
    }
}
