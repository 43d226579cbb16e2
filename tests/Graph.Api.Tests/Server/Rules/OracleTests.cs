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

/// <summary>
/// Thousands of generated requests, judged by graphql-js and by this server: both say alike what may run and what may
/// not. Nothing is executed, because the server stops each request just before its first resolver.
/// </summary>
public sealed class OracleTests(GraphServer server) : Scenario(server), IClassFixture<GraphServer>
{
    private const int Count = 3_000;
    private const int Seed = 20_261_126;

    /// <summary>
    /// Where the server differs from graphql-js: how the case is known, and why the server is right.
    /// </summary>
    private static readonly (string Reason, Func<Case, bool> Is)[] Differences =
    [
        ("A secret could be guessed by many aliases in one request.",
            one => one.Expected is null && one.Says("must be the only root field of its operation")),
        ("The specification of September 2025 refuses it; graphql-js 16 fails only when it runs the subscription.",
            one => one.Expected is null && one.Says("The root of a subscription takes neither @skip nor @include")),
        ("A field of a @oneOf input takes no variable that may be null; graphql-js 16 overlooks it where the input is `X!`.",
            one => one.Expected is null && one.Says("because it is a field of the OneOf input")),
        ("No database here stores U+0000 in text.",
            one => one.Expected is null && one.Request.Contains("\\\\u") && one.Says("'String'")),
        ("The size of a page is looked at before anything runs.",
            one => one.Expected is null && (one.Says("A page may have 0 to 100 items") || one.Says("`first` or `last`")
                || one.Says("nodes. The sizes of pages within pages are multiplied"))),
    ];

    [SkippableFact]
    public async Task Requests_are_refused_as_graphql_js_refuses_them()
    {
        Node.Require();
        var file = Path.GetTempFileName();
        try
        {
            await Node.RunAsync(
                "oracle.mjs", Path.Combine(Repository.Root, "schema.graphql"), file, $"{Count}", $"{Seed}");
            var cases = await JudgeAsync(await File.ReadAllLinesAsync(file));
            var changing = cases.Where(one => one.Actual != one.Again).ToList();
            Assert.True(changing.Count == 0, $"{changing.Count} are judged otherwise when they are known:\n"
                + string.Join("\n\n", changing.Take(20).Select(one => $"{one}\n  again: {one.Again}")));
            var differing = cases
                .Where(one => one.Expected is null != one.Actual is null)
                .Where(one => !Differences.Any(difference => difference.Is(one)) && !IsBeyondDouble(one))
                .ToList();
            Assert.True(differing.Count == 0, $"{differing.Count} differ:\n" + string.Join("\n\n", differing.Take(20)));
            Assert.InRange(cases.Count(one => one.Expected is null), Count / 4, Count * 3 / 4);
            Assert.All(Differences, difference => Assert.Contains(cases, one => difference.Is(one)));
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>
    /// A literal beyond the numbers of a Float, which graphql-js 16 takes for infinite. It is too rare to be sure to come up.
    /// </summary>
    private static bool IsBeyondDouble(Case one) => one.Expected is null && one.Says("Expected type 'Float', found 1e400");

    private async Task<List<Case>> JudgeAsync(IEnumerable<string> lines)
    {
        var services = server.Services;
        var engine = new StoppingEngine(services.GetRequiredService<IDocumentExecuter>());
        var executor = new GraphExecutor(
            services.GetRequiredService<ISchema>(),
            engine,
            services.GetRequiredService<DocumentCache>(),
            new AnonymousQueue(Unlimited, TimeProvider.System),
            services.GetRequiredService<IRecognizedCallers>(),
            Unlimited,
            new GraphSettings { Introspection = true });
        var cases = new List<Case>();
        foreach (var line in lines)
        {
            await using var scope = services.CreateAsyncScope();
            var error = (string?)JsonNode.Parse(line)!["error"];
            var actual = await JudgeAsync(executor, scope.ServiceProvider, line);
            var values = engine.Values;
            var again = await JudgeAsync(executor, scope.ServiceProvider, line);
            Assert.Equal(values, engine.Values);
            cases.Add(new Case(line, error, actual, again));
        }

        return cases;
    }

    /// <summary>The error before the first resolver; null when there is none.</summary>
    private static async Task<string?> JudgeAsync(GraphExecutor executor, IServiceProvider services, string line)
    {
        var request = RequestReader.Parse(new(System.Text.Encoding.UTF8.GetBytes(line)));
        var result = await executor.ExecuteAsync(request, services, null, CancellationToken.None);
        var first = result.Errors![0];
        return first is StoppedError ? null : $"{first.GetType().Name}: {first.Message} {first.InnerException}";
    }

    private static GraphLimits Unlimited => new()
    {
        DocumentCharacters = int.MaxValue, Tokens = int.MaxValue, Depth = 1_000, Aliases = 100_000, RootFields = 100_000,
        Mutations = 100_000, Directives = 100_000, ExpandedFields = 1_000_000, InputListItems = 100_000,
    };

    /// <param name="Request">The request.</param>
    /// <param name="Expected">What graphql-js says; null when it may run.</param>
    /// <param name="Actual">What the server says to the document that it sees for the first time.</param>
    /// <param name="Again">What it says to the same document when it is known.</param>
    private sealed record Case(string Request, string? Expected, string? Actual, string? Again)
    {
        public bool Says(string text) => Actual?.Contains(text, StringComparison.Ordinal) == true;

        public override string ToString() => $"{Request}\n  graphql-js: {Expected ?? "may run"}\n  the server: {Actual ?? "may run"}";
    }

    private sealed class StoppedError() : ExecutionError("stopped");

    /// <summary>The engine, which stops when all is checked and nothing was executed.</summary>
    private sealed class StoppingEngine(IDocumentExecuter engine) : IDocumentExecuter
    {
        /// <summary>The arguments of the fields and directives of the last request that may run.</summary>
        public string Values { get; set; } = "";

        public Task<ExecutionResult> ExecuteAsync(ExecutionOptions options)
        {
            Values = "";
            options.Listeners.Add(new Stop(this));
            return engine.ExecuteAsync(options);
        }
    }

    private sealed class Stop(StoppingEngine engine) : DocumentExecutionListenerBase
    {
        public override Task BeforeExecutionAsync(IExecutionContext context)
        {
            var fields = (context.ArgumentValues ?? NoArguments).OrderBy(pair => pair.Key.Location.Start)
                .Select(pair => $"{pair.Key.Name.StringValue}@{pair.Key.Location.Start} {TextOf(pair.Value)}");
            var directives = (context.DirectiveValues ?? NoDirectives).OrderBy(pair => pair.Key.Location.Start)
                .Select(pair => $"@{pair.Key.Location.Start} " + string.Concat(pair.Value.Select(one => one.Key + TextOf(one.Value.Arguments))));
            engine.Values = string.Join('\n', fields.Concat(directives));
            throw new StoppedError();
        }

        private static Dictionary<GraphQLField, IDictionary<string, ArgumentValue>> NoArguments => [];

        private static Dictionary<ASTNode, IDictionary<string, DirectiveInfo>> NoDirectives => [];

        private static string TextOf(object? value) => value switch
        {
            IDictionary<string, ArgumentValue> arguments => string.Join(' ', arguments.Select(one => $"{one.Key}:{one.Value.Source}:{TextOf(one.Value.Value)}")),
            IDictionary<string, object?> fields => string.Join(' ', fields.Select(one => $"{one.Key}:{TextOf(one.Value)}")),
            string text => text,
            System.Collections.IEnumerable items => "[" + string.Join(',', items.Cast<object?>().Select(TextOf)) + "]",
            _ => $"{value}",
        };
    }
}
