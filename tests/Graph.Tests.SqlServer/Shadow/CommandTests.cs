using System.Data.Common;
using System.Text.RegularExpressions;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Persistence.SqlServer;
using Graph.Domain.Shared;
using Graph.Tests.SqlServer.Checking;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Graph.Tests.SqlServer.Shadow;

/// <summary>After all others: what they would have sent to SQL Server.</summary>
[CollectionDefinition(nameof(Afterwards), DisableParallelization = true)]
public sealed class Afterwards;

[Collection(nameof(Afterwards))]
public sealed class CommandTests
{
    [Fact]
    public async Task Every_command_that_the_scenarios_send_is_valid()
    {
        var shadow = Shadowing.Instance;
        await using (var db = shadow.Context())
        {
            await SendOwnSqlAsync(db);
        }

        Assert.Empty(shadow.Failures);
        using var checker = new TSqlChecker(SchemaTests.Create());
        foreach (var (sql, parameters) in shadow.Recording.Commands)
        {
            checker.AddCommand("command", sql, parameters);
        }

        Assert.Empty(checker.Validate());
    }

    /// <summary>Run alone, this test would have nothing to look at.</summary>
    [Fact]
    public void The_scenarios_were_looked_at()
    {
        var shadow = Shadowing.Instance;
        using var db = shadow.Context();
        Assert.True(shadow.Queries > 100, $"{shadow.Queries} queries: run this with the whole project.");
        var types = db.Model.GetEntityTypes().Select(type => type.ClrType).Where(type => !type.IsAbstract);

        // Keys are stored by the host, which keeps them: not by a scenario of the domain.
        Assert.Empty(types.Except(shadow.Saved).Except([typeof(Graph.Domain.Users.Security.DataKey)]));
        Assert.Contains(shadow.Recording.Commands.Keys, sql => sql.StartsWith("UPDATE", StringComparison.Ordinal));
        Assert.Contains(shadow.Recording.Commands.Keys, sql => sql.Contains("DELETE", StringComparison.Ordinal));
    }

    /// <summary>Error 334: a table with a trigger returns nothing by OUTPUT.</summary>
    [Fact]
    public void No_command_asks_a_table_with_a_trigger_for_output()
    {
        var shadow = Shadowing.Instance;
        using var db = shadow.Context();
        var guarded = db.GetService<IDesignTimeModel>().Model.GetEntityTypes()
            .Where(type => type.GetDeclaredTriggers().Any()).Select(type => type.GetTableName()!).ToList();
        Assert.Equal(["audit_event", "data_key", "entry", "hold", "order_transaction", "posting", "transaction_event", "transactions"], guarded.Order());
        foreach (var table in guarded)
        {
            var wrong = new Regex($@"(INTO|UPDATE|MERGE|FROM) \[{table}\][^;]*\bOUTPUT\b");
            Assert.DoesNotContain(shadow.Recording.Commands.Keys, wrong.IsMatch);
        }
    }

    /// <summary>What is written in T-SQL by hand, and not made from a query.</summary>
    private static async Task SendOwnSqlAsync(SqlServerGraphDb db)
    {
        await NothingAsync(() => db.HorizonAsync(default));
        await NothingAsync(db.NowAsync);
        await NothingAsync(() => db.FindFaultAsync(default));
        await NothingAsync(() => Counters.ApplyAsync(db, Currency.Cny, new CounterChange(Account.BankId) { CreditsPosted = 1 }));
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
