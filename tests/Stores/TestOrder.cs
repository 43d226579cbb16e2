using System.Globalization;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Graph.Tests.Stores;

/// <summary>
/// The order of the tests of a class, which share what their class made. It is shuffled, but the same in every run: xUnit's own differs
/// from process to process, so that a test which depends on another one would fail now and then. GRAPH_TEST_ORDER=7 shuffles differently.
/// </summary>
public sealed class TestOrder : ITestCaseOrderer
{
    private static readonly int Seed =
        int.TryParse(Environment.GetEnvironmentVariable("GRAPH_TEST_ORDER"), CultureInfo.InvariantCulture, out var seed) ? seed : 0;

    public IEnumerable<TTestCase> OrderTestCases<TTestCase>(IEnumerable<TTestCase> testCases)
        where TTestCase : ITestCase
    {
        var ordered = testCases.OrderBy(test => test.DisplayName, StringComparer.Ordinal).ToArray();
        new Random(Seed).Shuffle(ordered);
        return ordered;
    }
}
