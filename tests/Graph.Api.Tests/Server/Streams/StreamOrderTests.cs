using System.Runtime.CompilerServices;
using Graph.Api.Server;
using Graph.Api.Server.Streams;
using Graph.Api.Tests.Hosting;
using Graph.Tests.Stores;
using GraphQL;
using GraphQL.Execution;
using GraphQL.Resolvers;
using GraphQL.Types;
using GraphQLParser.AST;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Server.Streams;

/// <summary>A stream of numbers, each of which takes as long to resolve as a test wants.</summary>
public sealed class StreamOrderTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    private const int Events = 20;

    [Fact]
    public async Task The_events_of_a_stream_are_resolved_one_after_the_other()
    {
        var (atWork, most, entered) = (0, 0, 0);
        var resolved = new List<int>();
        await using var stream = await OpenAsync(new GraphLimits { Operation = Patience.Longer }, i => entered = i, async (i, cancellationToken) =>
        {
            most = Math.Max(most, Interlocked.Increment(ref atWork));
            await Task.Yield();
            await Task.Delay(Events - i, cancellationToken);
            resolved.Add(i);
            Interlocked.Decrement(ref atWork);

            // The source waits with the next one.
            Assert.Equal(i, entered);
        });
        var seen = await stream.ReadAsync(Events);
        Assert.All(seen, result => Assert.Null(result.Errors));
        Assert.Equal((1, Events), (most, resolved.Count));
        Assert.Equal(Enumerable.Range(0, Events), resolved);
    }

    [Fact]
    public async Task An_event_has_the_time_limit_of_an_operation_and_the_stream_goes_on_after_it()
    {
        // Only the event that never ends has little time.
        var limits = new GraphLimits { Operation = Patience.Longer };
        await using var stream = await OpenAsync(limits, i => limits.Operation = i == 1 ? TimeSpan.FromMilliseconds(50) : Patience.Longer, async (i, cancellationToken) =>
        {
            if (i == 1)
            {
                await Task.Delay(Patience.Longer, cancellationToken);
            }
        });
        var seen = await stream.ReadAsync(3);
        Assert.Null(seen[0].Errors);
        Assert.Equal("OPERATION_TIMEOUT", Assert.Single(seen[1].Errors!).Code);
        Assert.Null(seen[1].Data);
        Assert.Null(seen[2].Errors);
    }

    private async Task<Opened> OpenAsync(GraphLimits limits, Action<int> entering, Func<int, CancellationToken, Task> resolve)
    {
        var (flow, slots) = (new StreamFlow(limits.QueuedEvents), new ResolverSlots(limits));
        var subscription = new AutoRegisteringObjectGraphType<Source> { Name = "Subscription" };
        subscription.Fields.Single().Resolver = new FuncFieldResolver<object>(async of =>
        {
            await resolve((int)of.Source!, of.CancellationToken);
            return of.Source;
        });
        var query = new ObjectGraphType { Name = "Query" };
        query.AddField(new FieldType { Name = "none", Type = typeof(IntGraphType) });
        var strategy = ActivatorUtilities.CreateInstance<SubscriptionStrategy>(server.Services, limits);
        var executer = new DocumentExecuter(
            new GraphQLDocumentBuilder(), new GraphQL.Validation.DocumentValidator(),
            new DefaultExecutionStrategySelector([new ExecutionStrategyRegistration(strategy, OperationType.Subscription)]), []);
        var scope = server.Services.CreateAsyncScope();
        var result = await executer.ExecuteAsync(new ExecutionOptions
        {
            Schema = new Schema { Query = query, Subscription = subscription },
            Query = "subscription { number }",
            Root = new Source(NumbersAsync),
            RequestServices = scope.ServiceProvider,
            UserContext = new GraphContext { Flow = flow },
        });
        Assert.Null(result.Errors);
        return new Opened(scope, new ResultPump(result.Streams!.Single().Value), flow);

        async IAsyncEnumerable<int> NumbersAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            for (var i = 0; i < Events; i++)
            {
                Assert.True(await flow.EnterAsync($"{i}", slots, Patience.Longer, cancellationToken));
                entering(i);
                yield return i;
            }
        }
    }

    private sealed class Source(Func<CancellationToken, IAsyncEnumerable<int>> numbers)
    {
        public IAsyncEnumerable<int> Number(CancellationToken cancellationToken) => numbers(cancellationToken);
    }

    private sealed record Opened(AsyncServiceScope Scope, ResultPump Pump, StreamFlow Flow) : IAsyncDisposable
    {
        public async Task<List<ExecutionResult>> ReadAsync(int count)
        {
            using var patience = new CancellationTokenSource(Patience.Long);
            var seen = new List<ExecutionResult>();
            await foreach (var result in Pump.ReadAllAsync(patience.Token))
            {
                Assert.Equal($"{seen.Count}", Flow.Next());
                seen.Add(result);
                Flow.Sent();
                if (seen.Count == count)
                {
                    break;
                }
            }

            return seen;
        }

        public ValueTask DisposeAsync()
        {
            Pump.Dispose();
            return Scope.DisposeAsync();
        }
    }
}
