namespace Graph.Api.Server;

/// <summary>Recognizes callers who are not signed in by a secret of their own that they send, so that they need not wait among strangers.</summary>
public interface IRecognizedCallers
{
    /// <summary>Whether the request holds what callers are recognized by. It may be made up.</summary>
    bool HasSecret(GraphRequest request);

    /// <summary>Returns whose secret the request holds; null when nobody is recognized by it.</summary>
    Task<Recognized?> FindAsync(GraphRequest request);
}

/// <summary>A caller who is recognized by a secret.</summary>
/// <param name="Lane">The name of the caller's own places among those who are not signed in.</param>
/// <param name="Mutations">The mutations for which the secret counts.</param>
public sealed record Recognized(string Lane, IReadOnlySet<string> Mutations);
