namespace Graph.Tests.Stores;

/// <summary>
/// How often tests repeat what goes wrong by chance: a few times in everyday runs, often when GRAPH_TEST_THOROUGH is set. A run over
/// all stores repeats each thing often on one of them, where it is most likely to go wrong.
/// </summary>
internal static class Thorough
{
    private static readonly bool IsOn = Environment.GetEnvironmentVariable("GRAPH_TEST_THOROUGH") is { Length: > 0 } and not "0";

    /// <summary>What depends on who comes first is repeated often on a database server, where units run at the same time.</summary>
    public static int Race(int small, int large) => IsOn && !IsSqlite ? large : small;

    /// <summary>Long lives of people and money are the same on every store. They are longest on SQLite, which is the fastest.</summary>
    public static int Life(int small, int large) => IsOn && IsSqlite ? large : small;

    /// <summary>
    /// How many events live streams get while everything around them breaks: as many as GRAPH_TEST_EVENTS says, otherwise as many as there
    /// is time for.
    /// </summary>
    public static int Events(int small, int large) =>
        int.TryParse(Environment.GetEnvironmentVariable("GRAPH_TEST_EVENTS"), out var events) ? events : Race(small, large);

    private static bool IsSqlite => TestStore.Provider == "Sqlite";
}
