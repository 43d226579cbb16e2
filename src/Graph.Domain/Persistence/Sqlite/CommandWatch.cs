using SQLitePCL;

namespace Graph.Domain.Persistence.Sqlite;

/// <summary>
/// Watches the commands of one connection. One timer looks at all watches, twenty times a second, as long as commands run:
/// a timer and a registration for each command cost more than many a command.
/// </summary>
internal sealed class CommandWatch
{
    /// <summary>
    /// SQLite ignores an interrupt that comes before the first step, so the interrupt is repeated at this interval.
    /// </summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    private static readonly Lock All = new();
    private static readonly List<WeakReference<CommandWatch>> Watches = [];
    private static readonly Timer Ticker = new(_ => LookAtAll());
    private static volatile bool _isTicking;

    private readonly Lock _gate = new();
    private sqlite3? _handle;
    private CancellationToken _operation;
    private long _until;
    private int _running;
    private bool _wasBusy;

    private CommandWatch()
    {
    }

    /// <summary>Makes the watch of a connection.</summary>
    public static CommandWatch Begin()
    {
        var watch = new CommandWatch();
        lock (All)
        {
            Watches.Add(new(watch));
        }

        return watch;
    }

    /// <summary>A command begins. If another one of the connection is still read, that one's time counts.</summary>
    public void Enter(sqlite3 handle, TimeSpan time, CancellationToken operation)
    {
        lock (_gate)
        {
            (_handle, _operation, _wasBusy) = (handle, operation, true);
            if (_running++ == 0)
            {
                _until = Environment.TickCount64 + (long)time.TotalMilliseconds;
            }
        }

        if (!_isTicking)
        {
            Tick();
        }
    }

    /// <summary>
    /// A command ends. After this returns, no more interrupt can come that would hit the next command.
    /// </summary>
    public void Leave()
    {
        lock (_gate)
        {
            if (--_running == 0)
            {
                _operation = default;
            }
        }
    }

    private static void Tick()
    {
        _isTicking = true;
        Ticker.Change(Interval, Interval);
    }

    private static void LookAtAll()
    {
        if (AreBusy())
        {
            return;
        }

        // A command that begins now either sees that the timer stands, or is seen here.
        Ticker.Change(Timeout.Infinite, Timeout.Infinite);
        _isTicking = false;
        Interlocked.MemoryBarrier();
        if (AreBusy())
        {
            Tick();
        }
    }

    private static bool AreBusy()
    {
        var areBusy = false;
        lock (All)
        {
            for (var i = Watches.Count - 1; i >= 0; i--)
            {
                if (Watches[i].TryGetTarget(out var watch))
                {
                    areBusy |= watch.Look();
                }
                else
                {
                    Watches.RemoveAt(i);
                }
            }
        }

        return areBusy;
    }

    /// <summary>Interrupts what takes too long. Returns whether a command has run since the last look.</summary>
    private bool Look()
    {
        lock (_gate)
        {
            if (_running > 0 && (_operation.IsCancellationRequested || Environment.TickCount64 >= _until))
            {
                raw.sqlite3_interrupt(_handle!);
            }

            var wasBusy = _wasBusy;
            _wasBusy = _running > 0;
            return wasBusy;
        }
    }
}
