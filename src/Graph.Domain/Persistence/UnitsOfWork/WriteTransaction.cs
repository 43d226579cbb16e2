using Microsoft.EntityFrameworkCore.Storage;

namespace Graph.Domain.Persistence.UnitsOfWork;

/// <summary>A database transaction that knows whether it was committed.</summary>
public sealed class WriteTransaction(IDbContextTransaction transaction) : IAsyncDisposable
{
    public bool IsCommitted { get; private set; }

    /// <summary>Whether the unit has begun to commit. Until the database answers, nobody knows whether it did.</summary>
    public bool IsCommitTried { get; private set; }

    /// <summary>Checks the unit once more before it is committed, and saves what is left. It may throw.</summary>
    internal Func<Task>? BeforeCommit { get; set; }

    /// <summary>Commits the transaction. A cancelled request does not cancel a commit that has begun.</summary>
    public async Task CommitAsync()
    {
        await (BeforeCommit?.Invoke() ?? Task.CompletedTask);
        IsCommitTried = true;
        await transaction.CommitAsync(CancellationToken.None);
        IsCommitted = true;
    }

    public ValueTask DisposeAsync() => transaction.DisposeAsync();
}
