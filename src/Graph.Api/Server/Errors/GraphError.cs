using Graph.Domain.Users.Accounts;
using GraphQL;

namespace Graph.Api.Server.Errors;

/// <summary>All codes that an error at the top level can have in `extensions.code`.</summary>
public static class ErrorCodes
{
    public const string Unauthenticated = "UNAUTHENTICATED";
    public const string Forbidden = "FORBIDDEN";
    public const string RealNameRequired = "REAL_NAME_REQUIRED";
    public const string ParseFailed = "GRAPHQL_PARSE_FAILED";
    public const string ValidationFailed = "GRAPHQL_VALIDATION_FAILED";
    public const string BadUserInput = "BAD_USER_INPUT";
    public const string CostLimitExceeded = "COST_LIMIT_EXCEEDED";
    public const string RateLimited = "RATE_LIMITED";
    public const string OperationTimeout = "OPERATION_TIMEOUT";
    public const string RequestTooLarge = "REQUEST_TOO_LARGE";
    public const string OperationNotAllowed = "OPERATION_NOT_ALLOWED";
    public const string InternalServerError = "INTERNAL_SERVER_ERROR";
}

/// <summary>An intended error at the top level. Its message and code reach the caller unchanged.</summary>
public sealed class GraphError : ExecutionError
{
    public GraphError(string code, string message, Dictionary<string, object?>? extensions = null)
        : base(message)
    {
        Code = code;
        Extensions = extensions;
    }

    /// <summary>The same error without a place in the answer.</summary>
    public GraphError Copy() => new(Code!, Message, (Dictionary<string, object?>?)Extensions);

    public static GraphError Unauthenticated(string message = "Sign in first.") => new(ErrorCodes.Unauthenticated, message);

    /// <summary>
    /// An argument of a query is invalid. A query has no payload for errors, so it is an error at the top level.
    /// </summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="path">
    /// Leads to the value, beginning with the argument. Empty when no value alone is wrong. Callers get it as `inputPath`.
    /// </param>
    public static GraphError BadUserInput(string message, params IReadOnlyList<string> path) =>
        new(ErrorCodes.BadUserInput, message, path.Count == 0 ? null : new() { ["inputPath"] = path });

    public static GraphError BadUserInput(Graph.Domain.Shared.ValidationError refusal) => BadUserInput(refusal.Message, refusal.Path);

    public static GraphError TooLarge(string message) => new(ErrorCodes.RequestTooLarge, message);

    public static GraphError Invalid(string message) => new(ErrorCodes.ValidationFailed, message);

    public static GraphError CostLimitExceeded(string message) => new(ErrorCodes.CostLimitExceeded, message);

    /// <param name="limit">The time that an operation has.</param>
    /// <param name="isCommitted">Whether a mutation of the operation had taken effect by then.</param>
    public static GraphError Timeout(TimeSpan limit, bool isCommitted)
    {
        var error = new GraphError(
            ErrorCodes.OperationTimeout, $"The operation took longer than {limit.TotalSeconds:0.#} s and was cancelled.");
        if (isCommitted)
        {
            error.MarkCommitted();
        }

        return error;
    }

    public static GraphError TooSlow() =>
        new(ErrorCodes.OperationTimeout, "A part of the operation took too long and was cancelled. Ask for less.");

    /// <summary>A change was being saved when the database went away.</summary>
    public static GraphError UnknownOutcome() => new(
        ErrorCodes.InternalServerError,
        "The database went away while the change was being saved, so it may have been saved or not. Send it again with the same idempotency "
        + "key; if it has none, fetch what there is before you make it again.");

    public static GraphError RateLimited(TooManyAttemptsError refusal) => RateLimited(refusal.Message, refusal.RetryAfterSeconds);

    public static GraphError RateLimited(TooOftenError refusal) => RateLimited(refusal.Message, refusal.RetryAfterSeconds);

    /// <param name="message">What there was too much of.</param>
    /// <param name="seconds">When to try again, in seconds from now.</param>
    public static GraphError RateLimited(string message, int seconds) =>
        new(ErrorCodes.RateLimited, message, new() { ["retryAfter"] = seconds });
}
