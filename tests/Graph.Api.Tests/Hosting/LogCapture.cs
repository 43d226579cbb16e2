using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Graph.Api.Tests.Hosting;

/// <summary>Keeps what the server logged.</summary>
public sealed class LogCapture : ILoggerProvider
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text, bool InRequest)> _lines = [];

    public IEnumerable<string> All => _lines.Select(line => line.Text);

    /// <summary>Errors, but for those that a test expects.</summary>
    public IEnumerable<string> Faults => _lines.Where(line => line.Level >= LogLevel.Error).Select(line => line.Text);

    /// <summary>What was logged while a request was served; not what goes on in the background meanwhile.</summary>
    public IEnumerable<string> OfRequests => _lines.Where(line => line.InRequest).Select(line => line.Text);

    public void Clear() => _lines.Clear();

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(LogCapture owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            owner._lines.Enqueue((logLevel, $"{category}: {formatter(state, exception)} {exception}", Activity.Current is not null));
    }
}
