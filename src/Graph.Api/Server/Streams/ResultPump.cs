using System.Threading.Channels;
using GraphQL;

namespace Graph.Api.Server.Streams;

/// <summary>
/// Turns the stream of results that the engine pushes into one that a transport reads at its own speed.
/// </summary>
public sealed class ResultPump : IObserver<ExecutionResult>, IDisposable
{
    private readonly Channel<ExecutionResult> _results =
        Channel.CreateUnbounded<ExecutionResult>(new() { SingleReader = true });

    private readonly IDisposable _subscription;

    /// <summary>
    /// Subscribes to the stream. The channel may be unbounded, because a source enters no more events than
    /// <see cref="StreamFlow"/> has places.
    /// </summary>
    public ResultPump(IObservable<ExecutionResult> stream) => _subscription = stream.Subscribe(this);

    public IAsyncEnumerable<ExecutionResult> ReadAllAsync(CancellationToken cancellationToken) =>
        _results.Reader.ReadAllAsync(cancellationToken);

    void IObserver<ExecutionResult>.OnNext(ExecutionResult value) => _results.Writer.TryWrite(value);

    void IObserver<ExecutionResult>.OnCompleted() => _results.Writer.TryComplete();

    /// <summary>The source failed: sends the error as the last result.</summary>
    void IObserver<ExecutionResult>.OnError(Exception error)
    {
        _results.Writer.TryWrite(
            new ExecutionResult { Errors = [error as ExecutionError ?? new ExecutionError(error.Message, error)] });
        _results.Writer.TryComplete();
    }

    public void Dispose()
    {
        _subscription.Dispose();
        _results.Writer.TryComplete();
    }
}
