namespace Graph.Tests.Stores;

/// <summary>The database of one test: a file in the test's folder.</summary>
internal static class TestStore
{
    public const string Provider = "Sqlite";

    public static Task<string> ConnectionAsync(string folder) =>
        Task.FromResult($"Data Source={Path.Combine(folder, "graph.db")}");

    public static Task DropAsync(string folder)
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        return Task.CompletedTask;
    }
}
