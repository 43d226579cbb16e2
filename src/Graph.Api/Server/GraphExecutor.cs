using Graph.Api.Server.Authorization;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Errors;
using Graph.Api.Server.Rules;
using Graph.Api.Server.Streams;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Security;
using GraphQL;
using GraphQL.Types;
using GraphQLParser;
using GraphQLParser.AST;
using GraphQLParser.Exceptions;

namespace Graph.Api.Server;

/// <summary>Executes a request. All transports use it, so that the same checks apply to all of them.</summary>
public sealed class GraphExecutor(
    ISchema schema,
    IDocumentExecuter engine,
    DocumentCache cache,
    AnonymousQueue anonymous,
    IRecognizedCallers recognized,
    GraphLimits limits,
    GraphSettings settings)
{
    private readonly TurnQueue _lookUps = new(places: 1, placesOfOne: 1, inRounds: true);

    public async Task<ExecutionResult> ExecuteAsync(
        GraphRequest request, IServiceProvider services, StreamFlow? flow, CancellationToken cancellationToken)
    {
        var context = new GraphContext { Flow = flow, LastEventId = request.LastEventId };
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var caller = services.GetRequiredService<Caller>();
        ActingSession.Current = caller.Session;
        try
        {
            var isQueued = caller.Id is null && limits.Enabled;
            var known = isQueued ? await RecognizeAsync(request, caller, cancellationToken) : null;
            using var turn = isQueued ? await anonymous.EnterAsync(known?.Lane ?? caller.Origin.Address, cancellationToken) : null;
            var network = caller.Id is null ? Network.Of(caller.Origin.Address) ?? "" : null;
            var (document, isKnown, bytes) = DocumentOf(request.Query, network);
            context.Selected = SelectedFields.Of(document);
            var operation = OperationOf(document, request.OperationName);
            using var turnAmongStrangers = known is null || Counts(known, operation, document)
                ? null
                : await ChangeAsync(turn!, caller, cancellationToken);
            if (request.OnlyQueries && operation?.Operation is OperationType.Mutation or OperationType.Subscription
                && !(flow is not null && operation.Operation == OperationType.Subscription))
            {
                throw new WrongMethodException();
            }

            if (operation is not null)
            {
                AloneAttribute.Check(operation, document, schema, request.Variables);
                InputSize.Check(request.Variables, limits);
                NodeCount.Check(operation, document, schema, request.Variables, limits.Nodes);
            }

            // A stream may stay open for a long time, so the time limit is for other operations only.
            var isStream = operation?.Operation == OperationType.Subscription;
            if (!isStream)
            {
                timeout.CancelAfter(limits.Operation);
                if (request.Query.Contains("liveCursor", StringComparison.Ordinal))
                {
                    context.Horizon = await services.GetRequiredService<GraphDb>().HorizonAsync(timeout.Token);
                }
            }

            var result = await engine.ExecuteAsync(new ExecutionOptions
            {
                Schema = schema,
                Query = request.Query,
                Document = document,
                ValidationRules = isKnown ? RequestRules.ForKnown : RequestRules.ForNew,
                OperationName = request.OperationName,
                Variables = request.Variables,
                RequestServices = services,
                UserContext = context,
                UnhandledExceptionDelegate = unhandled =>
                {
                    ErrorTranslation.OnUnhandled(unhandled);
                    return Task.CompletedTask;
                },
                CancellationToken = isStream ? cancellationToken : timeout.Token,
            });
            if (!isKnown && result.Executed)
            {
                cache.Keep(request.Query, document, bytes, network);
            }

            return AnswerSize.Within(result, limits, context.IsCommitted);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new ExecutionResult { Executed = true, Errors = [GraphError.Timeout(limits.Operation, context.IsCommitted)] };
        }
        catch (ExecutionError refusal)
        {
            return new ExecutionResult { Errors = [refusal] };
        }
    }

    /// <summary>
    /// Returns who is recognized by what the request holds; null for strangers. Looking for it takes turns, because anybody can make up
    /// what is looked for. Each network waits for its own, and no longer than strangers wait.
    /// </summary>
    /// <exception cref="GraphError">RATE_LIMITED: the turn did not come in time.</exception>
    private async Task<Recognized?> RecognizeAsync(GraphRequest request, Caller caller, CancellationToken cancellationToken)
    {
        if (!recognized.HasSecret(request) || !anonymous.IsCrowded(caller.Origin.Address))
        {
            return null;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(limits.AnonymousWait);
        try
        {
            using var turn = await _lookUps.WaitAsync(Network.Of(caller.Origin.Address) ?? "", patience.Token);
            return await recognized.FindAsync(request);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw AnonymousQueue.TooMany();
        }
    }

    /// <summary>Whether the operation is one for which the caller's secret counts.</summary>
    private static bool Counts(Recognized known, GraphQLOperationDefinition? operation, GraphQLDocument document) =>
        operation?.Operation == OperationType.Mutation
        && RootFields.Of(operation, document).All(field => field.Name.StringValue is "__typename" || known.Mutations.Contains(field.Name.StringValue));

    /// <summary>Gives the place of a recognized caller back, and waits for one among the strangers of the same network.</summary>
    private Task<IDisposable> ChangeAsync(IDisposable turn, Caller caller, CancellationToken cancellationToken)
    {
        turn.Dispose();
        return anonymous.EnterAsync(caller.Origin.Address, cancellationToken);
    }

    /// <summary>
    /// Finds or parses a document. What the parser allocates is about the memory that the document takes in the cache.
    /// </summary>
    private (GraphQLDocument Document, bool IsKnown, long Bytes) DocumentOf(string text, string? network)
    {
        if (cache.TryFind(text, network, out var known))
        {
            return (known, true, 0);
        }

        GraphQLDocument document;
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            var readable = ReadableText.Of(text);
            DocumentText.Check(readable, limits);
            document = Parser.Parse(readable, new ParserOptions { Ignore = IgnoreOptions.Comments });
        }
        catch (GraphQLSyntaxErrorException malformed)
        {
            throw new GraphQL.Execution.SyntaxError(malformed);
        }
        catch (GraphQLMaxDepthExceededException)
        {
            throw GraphError.Invalid("The document is nested too deep.");
        }

        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        if (document.Definitions.Any(definition => definition is not (GraphQLOperationDefinition or GraphQLFragmentDefinition)))
        {
            throw GraphError.Invalid("A document has operations and fragments only. Definitions of types do not belong to a request.");
        }

        DocumentShape.Check(document, limits);
        InputSize.Check(document, limits);
        if (!settings.Introspection)
        {
            NoIntrospection.Check(document);
        }

        return (document, false, bytes);
    }

    /// <summary>
    /// The operation to run; null when there is none of this name. Then the engine reports the error.
    /// </summary>
    private static GraphQLOperationDefinition? OperationOf(GraphQLDocument document, string? name)
    {
        var operations = document.Definitions.OfType<GraphQLOperationDefinition>().ToList();
        return string.IsNullOrEmpty(name)
            ? operations.Count == 1 ? operations[0] : null
            : operations.FirstOrDefault(operation => operation.Name?.Value == name);
    }
}
