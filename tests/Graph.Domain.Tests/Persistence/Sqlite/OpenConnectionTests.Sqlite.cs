using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Tests.Stores;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using SQLitePCL;

namespace Graph.Domain.Tests.Persistence.Sqlite;

/// <summary>Connections that stay open with their contexts, and statements that stay prepared.</summary>
public sealed class OpenConnectionTests
{
    /// <summary>SQLite's counter of how often a statement was compiled again while it ran.</summary>
    private const int TimesCompiledAnew = 5;

    /// <summary>A statement that is not reset would read its old snapshot for ever, and say nothing.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_committed_is_seen_by_the_next_read_whichever_context_it_has(bool isWatched)
    {
        await using var database = await TestDatabase.CreateAsync(isWatched: isWatched);
        await Task.WhenAll(Enumerable.Range(0, 6).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < Thorough.Life(30, 300); i++)
            {
                var name = $"{writer} {i}";
                await database.Units.WriteAsync(db =>
                {
                    db.Set<Lease>().Add(new Lease { Name = name, Until = DateTime.UnixEpoch });
                    return Task.FromResult(true);
                });
                Assert.True(await database.Units.ReadAsync(db => db.Set<Lease>().AnyAsync(l => l.Name == name)), name);
                if (i % 3 == 0)
                {
                    // Given up half way, as when a caller goes away.
                    using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(i % 2));
                    try
                    {
                        await database.Units.ReadAsync(async db =>
                        {
                            await foreach (var lease in db.Set<Lease>().AsAsyncEnumerable().WithCancellation(soon.Token))
                            {
                                soon.Token.ThrowIfCancellationRequested();
                            }

                            return true;
                        });
                    }
                    catch (Exception givenUp) when (givenUp is OperationCanceledException || CommandLimit.Ended(givenUp))
                    {
                    }
                }
            }
        })));
    }

    /// <summary>Whatever a unit leaves behind: the next one begins afresh.</summary>
    [Theory]
    [InlineData("BEGIN")]
    [InlineData("BEGIN IMMEDIATE")]
    public async Task A_transaction_that_is_left_open_is_given_up_with_its_connection(string begin)
    {
        await using var database = await TestDatabase.CreateAsync();
        for (var i = 0; i < 3; i++)
        {
            await database.Units.ReadAsync(async db =>
            {
                await db.Database.ExecuteSqlRawAsync(begin);
                return await db.Set<Lease>().CountAsync();
            });
            Assert.Equal(1, await database.Units.WriteAsync(db => db.Database.ExecuteSqlAsync(
                $"INSERT INTO lease (name, holder, until) VALUES ({i}, zeroblob(16), '2026-01-01')")));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_read_that_fails_leaves_a_context_that_can_write(bool isWatched)
    {
        await using var database = await TestDatabase.CreateAsync(isWatched: isWatched);
        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<SqliteException>(() => database.Units.ReadAsync(db => db.Database.SqlQueryRaw<long>("SELECT nope AS Value").ToListAsync()));
            await Assert.ThrowsAsync<InvalidOperationException>(() => database.Units.ReadAsync(async db =>
            {
                await using var snapshot = await db.BeginSnapshotAsync(default);
                return !await db.Set<Lease>().AnyAsync() ? throw new InvalidOperationException("in the midst") : true;
            }));
            Assert.True(await database.Units.WriteAsync(db => Task.FromResult(true)));
        }
    }

    /// <summary>
    /// The table has an index for some of its rows, so that a value could decide whether the index helps. SQLite would
    /// compile the statement anew for each new value.
    /// </summary>
    [Fact]
    public async Task A_statement_stays_compiled_when_its_values_change()
    {
        await using var database = await TestDatabase.CreateAsync();
        var compiledAnew = await database.Units.ReadAsync(async db =>
        {
            await db.Database.OpenConnectionAsync();
            var handle = ((SqliteConnection)db.Database.GetDbConnection()).Handle!;
            Assert.Equal(raw.SQLITE_OK, raw.sqlite3_prepare_v2(handle, "SELECT id FROM group_buy WHERE deal_id = ?1 AND status = ?2", out var statement));
            using (statement)
            {
                for (var i = 0; i < 3; i++)
                {
                    raw.sqlite3_bind_blob(statement, 1, new byte[16]);
                    raw.sqlite3_bind_int(statement, 2, i);
                    Assert.Equal(raw.SQLITE_DONE, raw.sqlite3_step(statement));
                    raw.sqlite3_reset(statement);
                }

                return raw.sqlite3_stmt_status(statement, TimesCompiledAnew, 0);
            }
        });
        Assert.Equal(0, compiledAnew);
    }
}
