namespace Graph.Tests.Stores;

/// <summary>
/// How often tests repeat what goes wrong by chance: a few times in everyday runs, often when GRAPH_TEST_THOROUGH is set.
/// </summary>
internal static class Thorough
{
    private static readonly bool IsOn = Environment.GetEnvironmentVariable("GRAPH_TEST_THOROUGH") is { Length: > 0 } and not "0";

    public static int Times(int small, int large) => IsOn ? large : small;
}
