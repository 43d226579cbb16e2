using System.Globalization;
using System.Text.Json;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Errors;
using Graph.Api.Server.Sse;
using Graph.Api.Server.Streams;
using Graph.Api.Server.WebSockets;
using Graph.Domain.Persistence.UnitsOfWork;
using GraphQL;
using GraphQLParser.AST;
using Microsoft.AspNetCore.Connections;

namespace Graph.Api.Server.Http;

/// <summary>
/// Answers `/graphql`: GraphQL over HTTP (POST, and GET for queries), over server-sent events, and over WebSocket.
/// </summary>
public sealed partial class GraphEndpoint(
    IServiceScopeFactory scopes,
    GraphExecutor executor,
    ResultWriter writer,
    EventStreamEndpoint eventStream,
    SocketEndpoint socket,
    GraphLimits limits,
    Units units,
    ILogger<GraphEndpoint> log)
{
    /// <summary>When to try again after a refusal that says nothing about the request itself, in seconds.</summary>
    private const int RetryAfter = 2;

    public async Task HandleAsync(HttpContext http)
    {
        http.Response.Headers["X-Request-Id"] = http.TraceIdentifier;
        http.Response.Headers.CacheControl = "no-store";
        if (http.WebSockets.IsWebSocketRequest)
        {
            await socket.HandleAsync(http);
            return;
        }

        var isGet = HttpMethods.IsGet(http.Request.Method);
        if (!isGet && !HttpMethods.IsPost(http.Request.Method))
        {
            http.Response.Headers.Allow = "GET, POST";
            await RefuseAsync(http, MediaTypes.Json, 405, "Use POST, or GET for queries.");
            return;
        }

        var accepted = MediaTypes.Negotiate(http.Request);
        if (accepted.Count == 0)
        {
            await RefuseAsync(
                http,
                MediaTypes.Json,
                406,
                "Accept application/json, application/graphql-response+json or text/event-stream.");
            return;
        }

        await AnswerAsync(http, isGet, accepted);
    }

    private async Task AnswerAsync(HttpContext http, bool isGet, IReadOnlyList<string> accepted)
    {
        var reply = accepted.FirstOrDefault(type => type != MediaTypes.EventStream) ?? MediaTypes.Json;
        try
        {
            if (!isGet)
            {
                RequireReadable(http.Request);
            }

            await using var scope = scopes.CreateAsyncScope();
            await CallerReader.SignInAsync(scope.ServiceProvider, http);
            var request = isGet
                ? RequestReader.ReadQuery(http.Request.Query) with { OnlyQueries = true }
                : await RequestReader.ReadBodyAsync(http.Request, limits.BodyBytes, http.RequestAborted);
            if (accepted.Contains(MediaTypes.EventStream))
            {
                // A client that accepts both gets a stream for a subscription, and what it wants most for the rest.
                await eventStream.HandleAsync(http, request, scope, RequireReached, accepted[0] == MediaTypes.EventStream
                    ? null
                    : result => WriteAsync(http, reply, StatusOf(result, reply), result));
                return;
            }

            var result = await executor.ExecuteAsync(request, scope.ServiceProvider, null, http.RequestAborted);
            RequireReached(result);
            if (result.Streams is not null)
            {
                await RefuseAsync(
                    http, reply, 400, "Send subscriptions over WebSocket, or with Accept: text/event-stream.");
                return;
            }

            await WriteAsync(http, reply, StatusOf(result, reply), result);
        }
        catch (InvalidTokenException invalid)
        {
            http.Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
            await RefuseAsync(http, reply, 401, invalid.Message, ErrorCodes.Unauthenticated);
        }
        catch (AuthorityAwayException away)
        {
            LogAuthorityAway(away, http.TraceIdentifier);
            SetRetryAfter(http);
            await RefuseAsync(http, reply, 503, away.Message, ErrorCodes.InternalServerError);
        }
        catch (BadRequestException bad)
        {
            var code = bad.Status == 413 ? ErrorCodes.RequestTooLarge : ErrorCodes.BadUserInput;
            await RefuseAsync(http, reply, bad.Status, bad.Message, code);
        }
        catch (WrongMethodException wrong)
        {
            http.Response.Headers.Allow = "POST";
            await RefuseAsync(http, reply, 405, wrong.Message);
        }
        catch (BadHttpRequestException bad)
        {
            // The server could not read the body: it came too slowly (408), or it ended too early.
            await RefuseAsync(http, reply, bad.StatusCode, bad.Message);
        }
        catch (Exception gone) when (gone is OperationCanceledException && http.RequestAborted.IsCancellationRequested
            || gone is ConnectionResetException)
        {
            // The client is gone, so there is nobody to answer. Changes that were committed stay.
        }
        catch (TooManyConnectionsException refusal)
        {
            SetRetryAfter(http);
            await RefuseAsync(http, reply, 429, GraphError.RateLimited(refusal.Message, RetryAfter));
        }
        catch (Exception outage) when (!http.Response.HasStarted && (outage is BrokenStreamException || units.IsOutage(outage)))
        {
            LogOutage(outage, http.TraceIdentifier);
            SetRetryAfter(http);
            await RefuseAsync(http, reply, 503, ErrorTranslation.Away, ErrorCodes.InternalServerError);
        }
        catch (Exception fault) when (!http.Response.HasStarted)
        {
            // The fault happened before the operation began, for example because the session could not be read.
            LogFault(fault, http.TraceIdentifier);
            await RefuseAsync(http, reply, 500, ErrorTranslation.Unmeant, ErrorCodes.InternalServerError);
        }
    }

    /// <summary>Throws the outage because of which a query could not be answered, whatever media type the client wants.</summary>
    private void RequireReached(ExecutionResult result)
    {
        if (OutageIn(result) is { } outage)
        {
            throw outage;
        }
    }

    /// <summary>
    /// The outage because of which a query could not be answered; null when there was none. A mutation is answered as far
    /// as it came, because something may have been committed.
    /// </summary>
    private Exception? OutageIn(ExecutionResult result) => result.Operation is { Operation: OperationType.Query }
        ? result.Errors?
            .Where(error => error is not GraphError)
            .Select(error => error.InnerException)
            .FirstOrDefault(cause => cause is not null && units.IsOutage(cause))
        : null;

    /// <exception cref="BadRequestException">The body is of another kind than JSON in UTF-8.</exception>
    private static void RequireReadable(HttpRequest request)
    {
        if (!MediaTypes.IsJson(request))
        {
            throw new BadRequestException(415, "A POST needs the header Content-Type: application/json, in UTF-8.");
        }

        if (request.Headers.ContentEncoding.Any(encoding => encoding is not (null or "" or "identity")))
        {
            throw new BadRequestException(415, "Send the body as it is, without a Content-Encoding.");
        }
    }

    /// <summary>
    /// The HTTP status. It depends on the media type: with application/json, every request that could be read is
    /// answered with 200.
    /// </summary>
    private static int StatusOf(ExecutionResult result, string mediaType) =>
        result.Executed || mediaType == MediaTypes.Json ? 200 : 400;

    private static void SetRetryAfter(HttpContext http) =>
        http.Response.Headers.RetryAfter = RetryAfter.ToString(CultureInfo.InvariantCulture);

    private Task RefuseAsync(
        HttpContext http, string mediaType, int status, string message, string code = ErrorCodes.BadUserInput) =>
        RefuseAsync(http, mediaType, status, new GraphError(code, message));

    private Task RefuseAsync(HttpContext http, string mediaType, int status, GraphError error) =>
        WriteAsync(http, mediaType, status, new ExecutionResult { Errors = [error] });

    [LoggerMessage(LogLevel.Warning, "Request {RequestId} came while the database could not be reached")]
    private partial void LogOutage(Exception outage, string requestId);

    [LoggerMessage(LogLevel.Warning, "The token of request {RequestId} could not be checked")]
    private partial void LogAuthorityAway(Exception away, string requestId);

    [LoggerMessage(LogLevel.Error, "Request {RequestId} failed before its operation began")]
    private partial void LogFault(Exception fault, string requestId);

    private async Task WriteAsync(HttpContext http, string mediaType, int status, ExecutionResult result)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = mediaType + "; charset=utf-8";
        await using (var json = new Utf8JsonWriter(http.Response.BodyWriter, ResultWriter.Options))
        {
            writer.Write(json, result, http.TraceIdentifier);
        }

        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
    }
}
