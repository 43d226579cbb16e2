using System.Data;
using System.Numerics;
using Graph.Domain.Persistence.UnitsOfWork;
using Microsoft.Data.Sqlite;

namespace Graph.Domain.Persistence.Sqlite;

/// <summary>The commands of one connection that are not in use, the least recently used first.</summary>
internal sealed class CommandShelf(SqliteConnection connection, CommandLimit limit)
{
    private const int Places = 100;

    private readonly Dictionary<string, LinkedListNode<KeptCommand>> _byText = new(ByLook.Instance);
    private readonly LinkedList<KeptCommand> _byUse = [];

    public SqliteConnection Connection => connection;

    /// <summary>How long a read may take.</summary>
    public CommandLimit Limit => limit;

    /// <summary>Watches the commands of this connection.</summary>
    public CommandWatch Watch { get; } = CommandWatch.Begin();

    /// <summary>A command with this text, which nobody else uses now. It has no parameters yet.</summary>
    public KeptCommand Take(string text)
    {
        if (!_byText.Remove(text, out var node))
        {
            return new KeptCommand(this) { CommandText = text, Connection = connection };
        }

        _byUse.Remove(node);
        node.Value.IsShelved = false;
        return node.Value;
    }

    /// <summary>
    /// Puts a command back. Returns false when the same statement is there already, because it was in use twice at
    /// once, or when the connection is closed.
    /// </summary>
    public bool Put(KeptCommand command)
    {
        if (command.Connection?.State != ConnectionState.Open || _byText.ContainsKey(command.CommandText))
        {
            return false;
        }

        _byText.Add(command.CommandText, _byUse.AddLast(command));
        command.IsShelved = true;
        if (_byUse.Count > Places)
        {
            _byUse.First!.Value.Dispose();
        }

        return true;
    }

    /// <summary>Forgets a command that ends on the shelf.</summary>
    public void Remove(KeptCommand command)
    {
        if (_byText.Remove(command.CommandText, out var node))
        {
            _byUse.Remove(node);
            command.IsShelved = false;
        }
    }

    /// <summary>
    /// Compares statements as usual, but looks at a few characters of each to find it: they are long, and most of the time the very same
    /// text is looked for.
    /// </summary>
    private sealed class ByLook : IEqualityComparer<string>
    {
        private const int Looks = 8;

        public static ByLook Instance { get; } = new();

        public bool Equals(string? x, string? y) => string.Equals(x, y, StringComparison.Ordinal);

        public int GetHashCode(string text)
        {
            if (text.Length == 0)
            {
                return 0;
            }

            var hash = (uint)text.Length;
            for (var i = 1; i <= Looks; i++)
            {
                hash = BitOperations.RotateLeft(hash, 5) ^ text[(text.Length - 1) * i / Looks];
            }

            return (int)(hash & int.MaxValue);
        }
    }
}
