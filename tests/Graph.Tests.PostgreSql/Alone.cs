namespace Graph.Tests.PostgreSql;

/// <summary>Tests that need the whole machine; beside others, those would be tests of patience.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
