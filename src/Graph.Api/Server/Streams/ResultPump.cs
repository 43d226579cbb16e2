using System.Threading.Channels;
using GraphQL;

namespace Graph.Api.Server.Streams;

/// <summary>Turns a stream of results, as the engine pushes it, into one that a transport reads at its own pace.</summary>
public sealed class ResultPump : IObserver<ExecutionResult>, IDisposable
{
    private readonly Channel<ExecutionResult> _results =
        Channel.CreateUnbounded<ExecutionResult>(new() { SingleReader = true });

    private readonly IDisposable _subscription;

    /// <summary>Unbounded is safe: a source enters no more events than <see cref="StreamFlow"/> has places.</summary>
    public ResultPump(IObservable<ExecutionResult> stream) => _subscription = stream.Subscribe(this);

    public IAsyncEnumerable<ExecutionResult> ReadAllAsync(CancellationToken cancellationToken) =>
        _results.Reader.ReadAllAsync(cancellationToken);

    void IObserver<ExecutionResult>.OnNext(ExecutionResult value) => _results.Writer.TryWrite(value);

    void IObserver<ExecutionResult>.OnCompleted() => _results.Writer.TryComplete();

    /// <summary>The source failed: that is said, and it is over.</summary>
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
