using Microsoft.EntityFrameworkCore.Storage;

namespace Graph.Domain.Persistence.UnitsOfWork;

/// <summary>A database transaction, and whether it was committed.</summary>
public sealed class WriteTransaction(IDbContextTransaction transaction) : IAsyncDisposable
{
    public bool IsCommitted { get; private set; }

    /// <summary>Looks at the unit once more before it is committed, and may throw.</summary>
    internal Action? BeforeCommit { get; set; }

    /// <summary>A caller that went away does not cancel a commit.</summary>
    public async Task CommitAsync()
    {
        BeforeCommit?.Invoke();
        await transaction.CommitAsync(CancellationToken.None);
        IsCommitted = true;
    }

    public ValueTask DisposeAsync() => transaction.DisposeAsync();
}
