namespace Graph.Tests.PostgreSql;

public sealed class NoServer
{
    [Fact(Skip = "PostgreSQL is not installed: install it, or give a server in GRAPH_TEST_POSTGRESQL, and build again.")]
    public void The_tests_run_again_on_PostgreSQL()
    {
    }
}
