using System.Diagnostics.CodeAnalysis;
using GraphQLParser.AST;

namespace Graph.Api.Server.Documents;

/// <summary>
/// Keeps parsed and validated documents by their text, and limits the memory that they take. A document that was seen
/// once is on probation; when somebody else sends it too, or somebody who is signed in sends it again, it moves to the
/// proven ones. In both parts the document that was not seen for the longest time goes first. So documents that a
/// stranger makes up drive out each other, however often they are sent, but not those of front ends. Rules that depend on variables are checked on every request, whether the document was found here or not.
/// What is kept beside a document (<see cref="SelectedFields"/>) has a limit of its own and is not counted here.
/// </summary>
/// <param name="probationBytes">The memory for documents that one stranger sends, or that were seen once.</param>
/// <param name="provenBytes">The memory for proven documents.</param>
public sealed class DocumentCache(long probationBytes = 8_000_000, long provenBytes = 24_000_000)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.Ordinal);
    private readonly Part _probation = new(probationBytes);
    private readonly Part _proven = new(provenBytes);

    /// <summary>The estimated memory of all documents, in bytes.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _probation.Bytes + _proven.Bytes;
            }
        }
    }

    /// <param name="text">The text of the document.</param>
    /// <param name="network">The network of a caller who is not signed in; null for those who are.</param>
    /// <param name="document">The document, if it is kept.</param>
    public bool TryFind(string text, string? network, [NotNullWhen(true)] out GraphQLDocument? document)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(text, out var entry))
            {
                document = null;
                return false;
            }

            document = entry.Value.Document;
            var isProven = entry.List == _proven.Entries;
            (isProven ? _proven : _probation).Remove(entry);
            (isProven || network is null || network != entry.Value.Network ? _proven : _probation).AddFirst(entry);
            while (_proven.Overflow() is { } least)
            {
                _probation.AddFirst(least);
            }

            LetGo();
            return true;
        }
    }

    /// <param name="text">The text of the document.</param>
    /// <param name="document">The document, which is valid.</param>
    /// <param name="bytes">About how much memory it takes beside its text.</param>
    /// <param name="network">The network of a caller who is not signed in; null for those who are.</param>
    public void Keep(string text, GraphQLDocument document, long bytes, string? network)
    {
        // The text itself, and the names in it, which the document makes to strings of their own when they are needed.
        var size = bytes + (2 * sizeof(char) * text.Length);
        lock (_gate)
        {
            if (size > probationBytes || _entries.ContainsKey(text))
            {
                return;
            }

            var entry = new LinkedListNode<Entry>(new(text, document, size, network));
            _entries.Add(text, entry);
            _probation.AddFirst(entry);
            LetGo();
        }
    }

    private void LetGo()
    {
        while (_probation.Overflow() is { } least)
        {
            _entries.Remove(least.Value.Text);
        }
    }

    private sealed record Entry(string Text, GraphQLDocument Document, long Bytes, string? Network);

    /// <summary>Documents in the order in which they were last seen, the latest first.</summary>
    private sealed class Part(long most)
    {
        public LinkedList<Entry> Entries { get; } = [];

        public long Bytes { get; private set; }

        public void AddFirst(LinkedListNode<Entry> entry)
        {
            Entries.AddFirst(entry);
            Bytes += entry.Value.Bytes;
        }

        public void Remove(LinkedListNode<Entry> entry)
        {
            Entries.Remove(entry);
            Bytes -= entry.Value.Bytes;
        }

        /// <summary>Takes out the last document if all together are too large; null if they are not.</summary>
        public LinkedListNode<Entry>? Overflow()
        {
            if (Bytes <= most || Entries.Last is not { } least)
            {
                return null;
            }

            Remove(least);
            return least;
        }
    }
}
