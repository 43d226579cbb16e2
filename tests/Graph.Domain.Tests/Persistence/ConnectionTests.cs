using Graph.Domain.Persistence;
using Npgsql;

namespace Graph.Domain.Tests.Persistence;

public sealed class ConnectionTests
{
    [Fact]
    public void What_is_not_given_is_completed()
    {
        var completed = new NpgsqlConnectionStringBuilder(GraphDbServices.CompletePostgreSql("Host=db"));
        Assert.Equal((200, 40), (completed.MaxAutoPrepare, completed.MaxPoolSize));
        Assert.Contains("lock_timeout", completed.Options);
    }

    [Theory]
    [InlineData("Max Auto Prepare=0;Maximum Pool Size=7;Options=-c search_path=graph")]
    [InlineData("MaxAutoPrepare=0;MaxPoolSize=7;Options=-c search_path=graph")]
    public void What_is_given_is_kept(string given)
    {
        var completed = new NpgsqlConnectionStringBuilder(GraphDbServices.CompletePostgreSql("Host=db;" + given));
        Assert.Equal((0, 7, "-c search_path=graph"), (completed.MaxAutoPrepare, completed.MaxPoolSize, completed.Options));
    }
}
