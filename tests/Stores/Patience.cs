using System.Diagnostics;

namespace Graph.Tests.Stores;

/// <summary>
/// How long tests wait for what is to happen: so long that only what never happens takes longer. A machine may be slow, and
/// no test may fail for it.
/// </summary>
internal static class Patience
{
    public static readonly TimeSpan Long = TimeSpan.FromMinutes(15);

    /// <summary>For limits of the program that a test is not about: more than any test waits.</summary>
    public static readonly TimeSpan Longer = TimeSpan.FromHours(1);

    /// <summary>The same, as a setting.</summary>
    public const string Setting = "01:00:00";

    private static readonly TimeSpan FirstStep = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestStep = TimeSpan.FromMilliseconds(250);

    /// <summary>Looks at once, and again after pauses that grow, until it holds.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds, Func<string>? otherwise = null)
    {
        var begun = Stopwatch.GetTimestamp();
        for (var step = FirstStep; !await holds(); step = step * 1.5 < LongestStep ? step * 1.5 : LongestStep)
        {
            Assert.True(Stopwatch.GetElapsedTime(begun) < Long, otherwise?.Invoke() ?? "It does not happen.");
            await Task.Delay(step);
        }
    }

    public static Task UntilAsync(Func<bool> holds, Func<string>? otherwise = null) =>
        UntilAsync(() => Task.FromResult(holds()), otherwise);
}
