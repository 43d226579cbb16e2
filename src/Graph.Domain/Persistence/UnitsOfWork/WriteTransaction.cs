using Microsoft.EntityFrameworkCore.Storage;

namespace Graph.Domain.Persistence.UnitsOfWork;

/// <summary>A database transaction, and whether it was committed.</summary>
public sealed class WriteTransaction(IDbContextTransaction transaction) : IAsyncDisposable
{
    public bool IsCommitted { get; private set; }

    /// <summary>A caller that went away does not cancel a commit.</summary>
    public async Task CommitAsync()
    {
        await transaction.CommitAsync(CancellationToken.None);
        IsCommitted = true;
    }

    public ValueTask DisposeAsync() => transaction.DisposeAsync();
}
