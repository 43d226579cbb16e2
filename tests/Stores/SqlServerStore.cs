using Microsoft.Data.SqlClient;

namespace Graph.Tests.Stores;

/// <summary>The database of one test, on the server that GRAPH_TEST_SQLSERVER gives.</summary>
internal static class TestStore
{
    public const string Provider = "SqlServer";

    private static string Server => Environment.GetEnvironmentVariable("GRAPH_TEST_SQLSERVER")!;

    public static Task<string> ConnectionAsync(string folder) => Task.FromResult(
        new SqlConnectionStringBuilder(Server) { InitialCatalog = NameOf(folder) }.ToString());

    public static async Task DropAsync(string folder)
    {
        SqlConnection.ClearAllPools();
        await using var connection = new SqlConnection(Server);
        await connection.OpenAsync();
        await using var drop = connection.CreateCommand();
        drop.CommandText = $"DROP DATABASE IF EXISTS {NameOf(folder)}";
        await drop.ExecuteNonQueryAsync();
    }

    private static string NameOf(string folder) =>
        "graph_" + string.Concat(Path.GetFileName(folder).ToLowerInvariant().Where(char.IsAsciiLetterOrDigit));
}
