using Xunit.Abstractions;

namespace Graph.Tests.SqlServer.Shadow;

/// <summary>What the scenarios would have sent is looked at when they are over, also where nothing runs in parallel.</summary>
public sealed class AfterwardsLast : ITestCollectionOrderer
{
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => collection.DisplayName == nameof(Afterwards));
}
