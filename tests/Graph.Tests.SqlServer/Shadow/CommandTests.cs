using Graph.Domain.Deals.Merchants;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Security;
using Graph.Tests.SqlServer.Checking;

namespace Graph.Tests.SqlServer.Shadow;

/// <summary>After all others of this project: what they would have sent to SQL Server.</summary>
[CollectionDefinition(nameof(Afterwards), DisableParallelization = true)]
public sealed class Afterwards;

[Collection(nameof(Afterwards))]
public sealed class CommandTests
{
    /// <summary>Keys are stored by the host, which keeps them. Nobody follows a merchant but by a request.</summary>
    private static readonly Type[] Elsewhere = typeof(CommandTests).Assembly.GetName().Name == "Graph.Domain.Tests"
        ? [typeof(DataKey), typeof(MerchantFollower)]
        : [typeof(DataKey), typeof(SortOrder)];

    [Fact]
    public void Every_command_that_the_scenarios_send_is_valid()
    {
        var shadow = Shadowing.Instance;
        Assert.Empty(shadow.Failures);
        using var checker = new TSqlChecker(SqlServerSchema.Create());
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
        Assert.Empty(types.Except(shadow.Saved).Except(Elsewhere));
        Assert.Contains(shadow.Recording.Commands.Keys, sql => sql.StartsWith("UPDATE", StringComparison.Ordinal));
        Assert.Contains(shadow.Recording.Commands.Keys, sql => sql.Contains("DELETE", StringComparison.Ordinal));
    }

    /// <summary>
    /// A list of texts that is sent as JSON has the collation of the database, and the server refuses to compare it with a
    /// column that has another one (error 468). Short lists come as single parameters, which take the column's.
    /// </summary>
    [Fact]
    public void No_list_of_texts_is_sent_as_JSON() => Assert.Equal("", string.Join('\n', Shadowing.Instance.Recording.Commands.Keys.Where(
        sql => sql.Contains("OPENJSON(@", StringComparison.Ordinal) && sql.Contains("[value] nvarchar", StringComparison.Ordinal))));

    [Fact]
    public void No_command_asks_a_table_with_a_trigger_for_output()
    {
        using var db = Shadowing.Instance.Context();
        Assert.Empty(TriggerOutput.AskedBy(Shadowing.Instance.Recording.Commands.Keys, db));
    }
}
