using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Graph.Api.Server;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Http;
using Graph.Api.Tests.Hosting;
using GraphQL;
using GraphQL.Execution;
using GraphQL.Types;
using GraphQLParser.AST;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Api.Tests.Server.Rules;

/// <summary>What is kept of a known document is the same for all requests, and none of them changes it.</summary>
public sealed class KnownDocumentTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    /// <summary>Two selections make one field, and the engine adds the merged one to the arguments of the request.</summary>
    private const string Merged = """
        query Merged { deals(first: 2) { nodes { id } } ...F }
        fragment F on Query { deals(first: 2) { totalCount pageInfo @include(if: true) { hasNextPage } } }
        """;

    /// <summary>Fewer than a stranger may ask at once.</summary>
    private const int AtOnce = 4;

    [Fact]
    public async Task Requests_share_no_arguments()
    {
        var services = server.Services;
        var limits = services.GetRequiredService<GraphLimits>();
        var engine = new CountingEngine(services.GetRequiredService<IDocumentExecuter>());
        var executor = new GraphExecutor(
            services.GetRequiredService<ISchema>(),
            engine,
            new DocumentCache(),
            new AnonymousQueue(limits, TimeProvider.System),
            services.GetRequiredService<IRecognizedCallers>(),
            limits,
            new GraphSettings());
        var body = JsonSerializer.SerializeToUtf8Bytes(new { query = Merged });
        var seen = new List<(int Before, int After, int Directives)>();
        for (var i = 0; i < 4; i++)
        {
            await using var scope = services.CreateAsyncScope();
            var result = await executor.ExecuteAsync(RequestReader.Parse(new(body)), scope.ServiceProvider, null, CancellationToken.None);
            Assert.Null(result.Errors);
            seen.Add((engine.Last!.Before, engine.Last.Arguments!.Count, engine.Last.Directives));
        }

        // The engine does add something; else this would show nothing.
        Assert.True(seen[0].After > seen[0].Before);
        Assert.All(seen, one => Assert.Equal(seen[0], one));
    }

    [Fact]
    public async Task Many_at_once_get_the_same_answer()
    {
        var visitor = server.Client();
        var expected = (await visitor.AskAsync(Merged)).Data!.ToJsonString();
        var answers = new ConcurrentBag<string>();
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
        {
            for (var i = 0; i < 60; i++)
            {
                answers.Add((await visitor.AskAsync(Merged)).Data!.ToJsonString());
            }
        }));
        Assert.All(answers, answer => Assert.Equal(expected, answer));
    }

    [Fact]
    public async Task The_pages_of_an_operation_are_looked_at_when_another_one_made_the_document_known()
    {
        const string Two = "query A { __typename } query B { deals(first: 500) { nodes { id } } }";
        for (var i = 0; i < 2; i++)
        {
            Assert.Null((await AnswerAsync(Two, "A"))["errors"]);
        }

        for (var i = 0; i < 2; i++)
        {
            var refused = await AnswerAsync(Two, "B");
            Assert.Null(refused["data"]);
            Assert.Contains("100", (string)refused["errors"]![0]!["message"]!);
        }
    }

    private async Task<JsonNode> AnswerAsync(string query, string operationName)
    {
        using var http = new HttpClient();
        using var response = await http.PostAsJsonAsync(server.Endpoint, new { query, operationName });
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    private sealed class CountingEngine(IDocumentExecuter engine) : IDocumentExecuter
    {
        public Counting? Last { get; private set; }

        public Task<ExecutionResult> ExecuteAsync(ExecutionOptions options)
        {
            options.Listeners.Add(Last = new Counting());
            return engine.ExecuteAsync(options);
        }
    }

    private sealed class Counting : DocumentExecutionListenerBase
    {
        public int Before { get; private set; }

        public int Directives { get; private set; }

        public IReadOnlyDictionary<GraphQLField, IDictionary<string, ArgumentValue>>? Arguments { get; private set; }

        public override Task BeforeExecutionAsync(IExecutionContext context)
        {
            (Arguments, Before, Directives) = (context.ArgumentValues, context.ArgumentValues!.Count, context.DirectiveValues!.Count);
            return Task.CompletedTask;
        }
    }
}
