using System.Data;
using Microsoft.Data.Sqlite;

namespace Graph.Domain.Persistence.Sqlite;

/// <summary>The commands of one connection that are not in use, the least recently used first.</summary>
internal sealed class CommandShelf
{
    private const int Places = 100;

    private readonly Dictionary<string, LinkedListNode<KeptCommand>> _byText = [];
    private readonly LinkedList<KeptCommand> _byUse = [];

    /// <summary>Watches the commands of this connection.</summary>
    public CommandWatch Watch { get; } = CommandWatch.Begin();

    public KeptCommand? Take(string text)
    {
        if (!_byText.Remove(text, out var node))
        {
            return null;
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
}

/// <summary>
/// A command that returns to its shelf when it is disposed. Disposing it on the shelf, for example when its
/// connection closes, really ends it.
/// </summary>
internal sealed class KeptCommand(CommandShelf shelf) : SqliteCommand
{
    public bool IsShelved { get; set; }

    private bool IsWatched { get; set; }

    /// <summary>Interrupts the command after this time, or when its operation is over.</summary>
    public void Watch(TimeSpan time, CancellationToken cancellationToken)
    {
        if (!IsWatched && Connection?.Handle is { } handle)
        {
            IsWatched = true;
            shelf.Watch.Enter(handle, time, cancellationToken);
        }
    }

    /// <summary>Ends the watch, if there is one.</summary>
    public void Unwatch()
    {
        if (IsWatched)
        {
            IsWatched = false;
            shelf.Watch.Leave();
        }
    }

    protected override void Dispose(bool disposing)
    {
        Unwatch();
        if (disposing && !IsShelved)
        {
            Transaction = null;
            Parameters.Clear();
            if (shelf.Put(this))
            {
                return;
            }
        }

        if (disposing && IsShelved)
        {
            shelf.Take(CommandText);
        }

        base.Dispose(disposing);
    }
}
