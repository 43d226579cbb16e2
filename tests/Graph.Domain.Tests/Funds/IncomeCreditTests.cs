using System.Data.Common;
using Graph.Domain.Funds.Days;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Persistence.PostgreSql;
using Graph.Domain.Persistence.Sqlite;
using Graph.Domain.Tests.Deals;
using Graph.Domain.Tests.Persistence;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Domain.Tests.Funds;

/// <summary>Income is credited to some holders at a time. Between two units the process may die, and people may redeem.</summary>
public sealed class IncomeCreditTests
{
    private static readonly DateOnly Monday = new(2026, 11, 23);

    [Fact]
    public async Task Everybody_gets_the_income_of_a_day_once_although_the_process_dies_in_between()
    {
        var death = new DiesAtCredit();
        await using var database = await TestDatabase.CreateAsync(services =>
        {
            services.ConfigureDbContext<SqliteGraphDb>(options => options.AddInterceptors(death));
            services.ConfigureDbContext<PostgreSqlGraphDb>(options => options.AddInterceptors(death));
            services.AddSingleton(new FundSettings { CorrectionTime = TimeSpan.Zero, HoldersAtOnce = 1 });
        });
        var investors = await new Investors(database).OpenAsync();
        var fund = await investors.FundAsync();
        var people = new List<UserId>();
        for (var i = 0; i < 4; i++)
        {
            people.Add(await investors.PersonAsync(100));
            await investors.SubscribeAsync(people[i], fund, 100_00);
        }

        await investors.AdvanceAsync(fund, 1_000);
        await CloseAsync(Monday);
        await CloseAsync(Monday.AddDays(1), credits: 2);
        Assert.Equal([100_0100, 100_0100, 100_0000, 100_0000], await UnitsAsync());
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());

        // The day is being credited. One of those who have the income redeems, and one of those who have not. Both get it.
        await investors.RedeemAsync(people[0], fund, fen: 50_00, speed: RedemptionSpeed.Instant);
        await investors.RedeemAsync(people[3], fund, fen: 50_00, speed: RedemptionSpeed.Instant);
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());
        database.Clock.Advance(TimeSpan.FromMinutes(11));
        await investors.WorkAsync();
        Assert.Equal([50_0100, 100_0100, 100_0100, 50_0100], await UnitsAsync());
        Assert.Empty(await database.Get<LedgerChecker>().CheckAsync());

        async Task CloseAsync(DateOnly day, int? credits = null)
        {
            investors.At(day, 20);
            await investors.WorkAsync();
            death.After = credits;
            await investors.PublishAsync(fund, day, 1, 1m);
            await investors.WorkAsync();
        }

        async Task<List<long>> UnitsAsync()
        {
            var units = new List<long>();
            foreach (var person in people)
            {
                units.Add((await investors.HoldingAsync(person, fund))!.Units);
            }

            return units;
        }
    }

    /// <summary>The process dies when income is credited once more than it may.</summary>
    private sealed class DiesAtCredit : DbCommandInterceptor
    {
        /// <summary>After how many credits; null when it lives.</summary>
        public int? After { get; set; }

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            Count(command);
            return new(result);
        }

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            Count(command);
            return new(result);
        }

        private void Count(DbCommand command)
        {
            if (After is { } left && command.CommandText.Contains("INSERT INTO", StringComparison.Ordinal)
                && command.CommandText.Contains("unit_posting", StringComparison.Ordinal))
            {
                After = left == 0 ? null : left - 1;
                if (left == 0)
                {
                    throw new ProcessDiedException();
                }
            }
        }
    }
}
