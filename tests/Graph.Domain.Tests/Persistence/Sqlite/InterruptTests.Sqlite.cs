using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Users.Accounts;
using Graph.Tests.Stores;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Domain.Tests.Persistence.Sqlite;

public sealed class InterruptTests
{
    private const string Endless =
        "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 100000000000) SELECT COUNT(*) AS Value FROM c";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_read_that_takes_too_long_is_given_up_and_the_connection_is_good_for_the_next(bool isWatched)
    {
        var limit = new CommandLimit { Time = TimeSpan.FromMilliseconds(200) };
        await using var database = await TestDatabase.CreateAsync(services => services.AddSingleton(limit), isWatched: isWatched);
        await database.Units.ReadAsync(async db =>
        {
            var failure = await Assert.ThrowsAnyAsync<Exception>(() => db.Database.SqlQueryRaw<long>(Endless).ToListAsync());
            Assert.True(CommandLimit.Ended(failure), failure.ToString());
            limit.Time = Patience.Longer;
            return await db.Set<User>().CountAsync();
        }).WaitAsync(Patience.Long);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_read_whose_operation_is_over_is_given_up(bool isWatched)
    {
        await using var database = await TestDatabase.CreateAsync(isWatched: isWatched);
        using var over = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var reading = Task.Run(() => database.Units.ReadAsync(db => db.Database.SqlQueryRaw<long>(Endless).ToListAsync(over.Token)));
        await Assert.ThrowsAnyAsync<Exception>(() => reading.WaitAsync(Patience.Long));
        Assert.True(reading.IsFaulted || reading.IsCanceled);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_interrupt_hits_nobody_but_whom_it_was_meant_for(bool isWatched)
    {
        await using var database = await TestDatabase.CreateAsync(isWatched: isWatched);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(reader => Task.Run(async () =>
        {
            for (var i = 0; i < Thorough.Life(20, 200); i++)
            {
                if (reader % 2 == 0)
                {
                    using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(i % 3));
                    await Assert.ThrowsAnyAsync<Exception>(() =>
                        database.Units.ReadAsync(db => db.Database.SqlQueryRaw<long>(Endless).ToListAsync(soon.Token)));
                }
                else
                {
                    Assert.Equal(0, await database.Units.ReadAsync(db => db.Set<User>().CountAsync()));
                }
            }
        })));
    }
}
