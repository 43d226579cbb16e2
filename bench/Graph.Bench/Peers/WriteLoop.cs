using Microsoft.Data.Sqlite;

namespace Graph.Bench.Peers;

/// <summary>
/// Commits to a SQLite database while others read it, in a table of its own. After each commit, readers find that the file has changed.
/// </summary>
internal sealed class WriteLoop : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Task _writing;

    /// <param name="connection">The database.</param>
    /// <param name="perSecond">How many units are committed in a second; 0 for none.</param>
    public WriteLoop(string connection, int perSecond) =>
        _writing = perSecond == 0 ? Task.CompletedTask : Task.Run(() => WriteAsync(connection, TimeSpan.FromSeconds(1.0 / perSecond)));

    private async Task WriteAsync(string connection, TimeSpan pause)
    {
        await using var database = new SqliteConnection(connection);
        await database.OpenAsync();
        await using var command = database.CreateCommand();
        command.CommandText = "PRAGMA busy_timeout = 5000; CREATE TABLE IF NOT EXISTS bench_write (number INTEGER); INSERT INTO bench_write VALUES (0)";
        await command.ExecuteNonQueryAsync();
        command.CommandText = "UPDATE bench_write SET number = number + 1";
        using var timer = new PeriodicTimer(pause);
        try
        {
            while (await timer.WaitForNextTickAsync(_end.Token))
            {
                await command.ExecuteNonQueryAsync();
            }
        }
        catch (OperationCanceledException)
        {
            command.CommandText = "DROP TABLE bench_write";
            await command.ExecuteNonQueryAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _writing;
        _end.Dispose();
    }
}
