namespace Graph.Api.Server;

/// <summary>Recognizes callers who are not signed in, by what they send.</summary>
public interface IRecognizedCallers
{
    /// <summary>The mutations for which callers are recognized. Everything else waits for its turn among strangers.</summary>
    IReadOnlySet<string> Mutations { get; }

    /// <summary>
    /// Returns a text that is the caller's own, so that the caller need not wait for strangers of the same network; null
    /// for strangers.
    /// </summary>
    Task<string?> FindAsync(GraphRequest request);
}
