using System.Collections.Concurrent;
using GraphQLParser.AST;

namespace Graph.Api.Server.Documents;

/// <summary>
/// Keeps parsed and validated documents by their text. Its size is limited in characters: there are two generations,
/// and the older one is dropped when the younger one is full. Rules that depend on variables are checked on every
/// request, whether the document was found here or not.
/// </summary>
public sealed class DocumentCache
{
    private const int MaxCharacters = 2_000_000;

    private readonly Lock _gate = new();
    private ConcurrentDictionary<string, GraphQLDocument> _young = new(StringComparer.Ordinal);
    private ConcurrentDictionary<string, GraphQLDocument> _old = new(StringComparer.Ordinal);
    private int _characters;

    public GraphQLDocument? Find(string text)
    {
        if (_young.TryGetValue(text, out var document))
        {
            return document;
        }

        if (_old.TryGetValue(text, out document))
        {
            Keep(text, document);
        }

        return document;
    }

    public void Keep(string text, GraphQLDocument document)
    {
        lock (_gate)
        {
            if (!_young.TryAdd(text, document))
            {
                return;
            }

            _characters += text.Length;
            if (_characters > MaxCharacters)
            {
                _old = _young;
                _young = new(StringComparer.Ordinal);
                _characters = 0;
            }
        }
    }
}
