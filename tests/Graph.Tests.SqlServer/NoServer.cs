namespace Graph.Tests.SqlServer;

public sealed class NoServer
{
    [Fact(Skip = "No server was given in GRAPH_TEST_SQLSERVER: T-SQL was checked, not run.")]
    public void The_tests_run_again_on_SQL_Server()
    {
    }
}
