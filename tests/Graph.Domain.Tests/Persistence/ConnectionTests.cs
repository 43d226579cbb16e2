using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Microsoft.Data.SqlClient;
using Npgsql;

namespace Graph.Domain.Tests.Persistence;

public sealed class ConnectionTests
{
    [Theory]
    [InlineData(1, 33)]
    [InlineData(8, 40)]
    [InlineData(128, 160)]
    public void What_is_not_given_is_completed(int writers, int pool)
    {
        var completed = new NpgsqlConnectionStringBuilder(GraphDbServices.CompletePostgreSql("Host=db", writers));
        Assert.Equal((200, 1, true, pool), (completed.MaxAutoPrepare, completed.AutoPrepareMinUsages, completed.NoResetOnClose, completed.MaxPoolSize));
        Assert.Contains("lock_timeout", completed.Options);
    }

    [Theory]
    [InlineData("Max Auto Prepare=0;Auto Prepare Min Usages=3;No Reset On Close=false;Maximum Pool Size=7;Options=-c search_path=graph")]
    [InlineData("MaxAutoPrepare=0;AutoPrepareMinUsages=3;NoResetOnClose=false;MaxPoolSize=7;Options=-c search_path=graph")]
    public void What_is_given_is_kept(string given)
    {
        var completed = new NpgsqlConnectionStringBuilder(GraphDbServices.CompletePostgreSql("Host=db;" + given, writers: 8));
        Assert.Equal((0, 3, false), (completed.MaxAutoPrepare, completed.AutoPrepareMinUsages, completed.NoResetOnClose));
        Assert.Equal((7, "-c search_path=graph"), (completed.MaxPoolSize, completed.Options));
    }

    [Theory]
    [InlineData("SqlServer", "Server=db", 8, 100)]
    [InlineData("SqlServer", "Server=db", 128, 160)]
    [InlineData("SqlServer", "Server=db;Max Pool Size=7", 8, 7)]
    public void The_pool_of_SQL_Server_has_room_for_readers_too(string provider, string given, int writers, int pool)
    {
        Assert.Equal(pool, new SqlConnectionStringBuilder(GraphDbServices.CompleteSqlServer(given, writers)).MaxPoolSize);
        Assert.Equal(pool > writers, GraphDbServices.FindFault(provider, given, new WriterLimit(writers)) is null);
    }

    [Theory]
    [InlineData("PostgreSql", "Host=db", 512, true)]
    [InlineData("PostgreSql", "Host=db;Maximum Pool Size=12", 8, true)]
    [InlineData("PostgreSql", "Host=db;Maximum Pool Size=11", 8, false)]
    [InlineData("SqlServer", "Server=db;Max Pool Size=12", 8, true)]
    [InlineData("SqlServer", "Server=db;Max Pool Size=11", 8, false)]
    [InlineData("Sqlite", "Data Source=x", 8, true)]
    public void A_pool_that_leaves_readers_no_connections_is_refused(string provider, string given, int writers, bool isEnough) =>
        Assert.Equal(isEnough, GraphDbServices.FindFault(provider, given, new WriterLimit(writers)) is null);
}
