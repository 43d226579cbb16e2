using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Tests.Stores;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Tests.Persistence.Sqlite;

/// <summary>Connections that stay open with their contexts, and statements that stay prepared.</summary>
public sealed class OpenConnectionTests
{
    /// <summary>A statement that is not reset would read its old snapshot for ever, and say nothing.</summary>
    [Fact]
    public async Task What_is_committed_is_seen_by_the_next_read_whichever_context_it_has()
    {
        await using var database = await TestDatabase.CreateAsync();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < Thorough.Times(30, 300); i++)
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

    [Fact]
    public async Task A_read_that_fails_leaves_a_context_that_can_write()
    {
        await using var database = await TestDatabase.CreateAsync();
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
}
