using Xunit.Abstractions;

[assembly: TestCollectionOrderer("Graph.Tests.PostgreSql.AloneFirst", "Graph.Tests.PostgreSql")]

namespace Graph.Tests.PostgreSql;

/// <summary>Tests that start several programs or a server of their own: one after the other, beside all others.</summary>
[CollectionDefinition(nameof(Alone))]
public sealed class Alone;

/// <summary>
/// Begins with <see cref="Alone"/>, which takes longer than any other collection: begun later, it would still run when all others are
/// over, and leave a processor without work.
/// </summary>
public sealed class AloneFirst : ITestCollectionOrderer
{
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderByDescending(collection => collection.DisplayName == nameof(Alone));
}
