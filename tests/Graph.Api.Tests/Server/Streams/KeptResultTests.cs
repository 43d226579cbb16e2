using Graph.Api.Server;
using Graph.Api.Server.Streams;
using Graph.Domain.Persistence;
using Graph.Tests.Stores;
using GraphQL;
using GraphQL.Execution;
using GraphQL.Types;

namespace Graph.Api.Tests.Server.Streams;

/// <summary>Listeners share what one of them resolved, as long as it is there, not old, and theirs to hear.</summary>
public sealed class KeptResultTests
{
    private const string Operation = "A";
    private const string Another = "B";

    private readonly object _row = new();
    private int _resolved;

    [Fact]
    public async Task All_take_what_the_first_resolves()
    {
        var (results, first) = (ResultsOf(Patience.Longer), new TaskCompletionSource());
        var resolving = FindAsync(results, Operation, first: first.Task);
        var waiting = FindAsync(results, Operation);
        Assert.Equal(1, _resolved);
        first.SetResult();
        Assert.Null((await resolving).Errors);
        Assert.NotNull((await waiting).Data);
        Assert.Equal(1, _resolved);

        // Another operation, and a listener who may not hear what others hear, are resolved by themselves.
        await FindAsync(results, Another);
        await FindAsync(results, Operation, mayHear: false);
        Assert.Equal(3, _resolved);
    }

    [Fact]
    public async Task After_one_that_failed_the_next_resolves()
    {
        var (results, first) = (ResultsOf(Patience.Longer), new TaskCompletionSource());
        var failing = FindAsync(results, Operation, first: first.Task);
        var waiting = FindAsync(results, Operation);
        first.SetException(new TimeoutException());
        await Assert.ThrowsAsync<TimeoutException>(() => failing);
        Assert.NotNull((await waiting).Data);
        await FindAsync(results, Operation);
        Assert.Equal((3, 1), (_resolved, results.Count));
        await FindAsync(results, Operation);
        Assert.Equal(3, _resolved);
    }

    [Fact]
    public async Task Nobody_waits_long_for_another()
    {
        var results = ResultsOf(Patience.Longer, TimeSpan.FromMilliseconds(1));
        var first = new TaskCompletionSource();
        var stuck = FindAsync(results, Operation, first: first.Task);
        Assert.NotNull((await FindAsync(results, Operation).WaitAsync(Patience.Long)).Data);
        first.SetResult();
        await stuck;
    }

    [Fact]
    public async Task What_is_old_is_not_kept()
    {
        var results = ResultsOf(TimeSpan.Zero);
        await Patience.UntilAsync(async () =>
        {
            await FindAsync(results, Operation);
            Assert.Equal(1, results.Count);
            return _resolved > 2;
        });
    }

    [Fact]
    public async Task Who_needs_a_result_makes_one_listener_resolve_the_event()
    {
        var (results, begun) = (ResultsOf(Patience.Longer), 0);
        var (first, resolving) = (new TaskCompletionSource(), Task.FromResult(new ExecutionResult()));
        var awaited = results.AwaitAsync(_row, Asked(Operation), () =>
        {
            begun++;
            resolving = FindAsync(results, Operation, first: first.Task);
        });
        var another = results.AwaitAsync(_row, Asked(Operation), () => begun++);
        Assert.False(awaited.IsCompleted);
        first.SetResult();
        Assert.NotNull(await awaited);
        Assert.Same(await awaited, await another);
        Assert.Same(await awaited, await results.AwaitAsync(_row, Asked(Operation), () => begun++));
        await resolving;
        Assert.Equal((1, 1), (begun, _resolved));
    }

    [Fact]
    public async Task When_that_listener_does_not_come_or_fails_each_resolves_the_event()
    {
        var results = ResultsOf(Patience.Longer, TimeSpan.FromMilliseconds(1));
        Assert.Null(await results.AwaitAsync(_row, Asked(Operation), () => { }).WaitAsync(Patience.Long));
        Assert.Equal(0, results.Count);
        Assert.NotNull((await FindAsync(results, Operation)).Data);
        Assert.Equal(1, _resolved);

        var patient = ResultsOf(Patience.Longer);
        Task failing = Task.CompletedTask;
        Assert.Null(await patient.AwaitAsync(
            _row, Asked(Operation), () => failing = FindAsync(patient, Operation, first: Task.FromException(new TimeoutException()))).WaitAsync(Patience.Long));
        await Assert.ThrowsAsync<TimeoutException>(() => failing);
        Assert.Equal(0, patient.Count);
    }

    private static SharedResults ResultsOf(TimeSpan hold, TimeSpan? wait = null) =>
        new(new LiveSettings { AnswersHold = hold }, new GraphLimits { EventSlot = wait ?? Patience.Longer });

    private static SharedOperation Asked(string operation) =>
        new("subscription A { activity { activity { id } } } subscription B { activity { activity { kind } } }", operation);

    private Task<ExecutionResult> FindAsync(
        SharedResults results, string operation, bool mayHear = true, Task? first = null) => results.FindAsync(
            _row,
            Asked(operation),
            () => ValueTask.FromResult(mayHear),
            async () =>
            {
                _resolved++;
                await (first ?? Task.CompletedTask);
                return new ExecutionResult { Executed = true, Data = new RootExecutionNode(new ObjectGraphType(), null) };
            },
            default).AsTask();
}
