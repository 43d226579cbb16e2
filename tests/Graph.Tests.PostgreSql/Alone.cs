namespace Graph.Tests.PostgreSql;

/// <summary>Tests that start several programs or a server of their own: one after the other, beside all others.</summary>
[CollectionDefinition(nameof(Alone))]
public sealed class Alone;
