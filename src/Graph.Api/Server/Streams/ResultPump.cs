using System.Threading.Channels;
using Graph.Api.Server.Errors;
using GraphQL;

namespace Graph.Api.Server.Streams;

/// <summary>
/// Turns the stream of results that the engine pushes into one that a transport reads at its own speed.
/// </summary>
public sealed class ResultPump : IObserver<ExecutionResult>, IDisposable
{
    /// <summary>
    /// A transport that waits goes on at once with a result, on the thread that has just resolved it, and not when the thread pool comes to
    /// it. A write to the network that has to wait lets go of the thread.
    /// </summary>
    private readonly Channel<ExecutionResult> _results = Channel.CreateUnbounded<ExecutionResult>(
        new() { SingleReader = true, AllowSynchronousContinuations = true });

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

    /// <summary>
    /// The source failed. A refusal is the last result; after anything else the stream is broken, also after a read of the database
    /// that took too long: the client has to come back.
    /// </summary>
    void IObserver<ExecutionResult>.OnError(Exception error)
    {
        if (error is GraphError { Code: not ErrorCodes.OperationTimeout } refusal)
        {
            _results.Writer.TryWrite(new ExecutionResult { Errors = [refusal] });
            _results.Writer.TryComplete();
            return;
        }

        _results.Writer.TryComplete(new BrokenStreamException("The source of a stream failed.", error));
    }

    public void Dispose()
    {
        _subscription.Dispose();
        _results.Writer.TryComplete();
    }
}
