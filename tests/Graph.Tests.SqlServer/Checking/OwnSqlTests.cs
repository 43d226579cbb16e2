using System.Data.Common;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Persistence.SqlServer;
using Graph.Domain.Shared;
using Graph.Tests.SqlServer.Shadow;
using Microsoft.EntityFrameworkCore;

namespace Graph.Tests.SqlServer.Checking;

/// <summary>What is written in T-SQL by hand, and not made from a query.</summary>
public sealed class OwnSqlTests
{
    [Fact]
    public async Task It_is_valid()
    {
        var recording = new Recording();
        await using var db = new SqlServerGraphDb(
            new DbContextOptionsBuilder<SqlServerGraphDb>().UseSqlServer("Server=none").AddInterceptors(recording).Options);
        await NothingAsync(() => db.HorizonAsync(default));
        await NothingAsync(db.NowAsync);
        await NothingAsync(() => db.FindFaultAsync(default));
        await NothingAsync(() => Counters.ApplyAsync(db, Currency.Cny, [new CounterChange(Account.BankId) { CreditsPosted = 1 }]));
        using var checker = new TSqlChecker(SqlServerSchema.Create());
        foreach (var (sql, parameters) in recording.Commands)
        {
            checker.AddCommand("command", sql, parameters);
        }

        Assert.InRange(recording.Commands.Count, 4, int.MaxValue);
        Assert.Empty(checker.Validate());
        Assert.Empty(TriggerOutput.AskedBy(recording.Commands.Keys, db));
    }

    /// <summary>There is no server to answer.</summary>
    private static async Task NothingAsync<T>(Func<Task<T>> send)
    {
        try
        {
            await send();
        }
        catch (Exception nothing) when (nothing is InvalidOperationException or DbException)
        {
        }
    }
}
