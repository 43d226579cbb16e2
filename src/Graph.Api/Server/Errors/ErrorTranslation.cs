using System.Text.RegularExpressions;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using GraphQL;
using GraphQL.Execution;
using GraphQL.Validation;
using GraphQL.Validation.Errors;

namespace Graph.Api.Server.Errors;

/// <summary>
/// Turns each error that the engine reports into one of our codes. Unexpected errors are logged with the request ID;
/// the caller gets only a general message and that ID, so that no internals leak.
/// </summary>
public sealed partial class ErrorTranslation(ILogger<ErrorTranslation> log, ValueForms forms, bool suggests)
{
    /// <summary>The message that a caller gets for every unexpected error.</summary>
    public const string Unmeant =
        "Something went wrong on the server. No incomplete change was saved. Try again, with the same idempotency key "
        + "if there is one. If the error remains, report the request id.";

    private const string UnmeantAfterCommit =
        "The change was saved, but something went wrong on the server when the answer was read. Do not make the change "
        + "again; fetch its result with a query. If the error remains, report the request id.";

    private const RegexOptions Linear = RegexOptions.Singleline | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    private const string Suggestion = " Did you mean ";

    /// <summary>The message for a request that came while the database could not be reached.</summary>
    public const string Away =
        "The database cannot be reached at the moment. Nothing was changed. Try again in a few seconds, with the same "
        + "idempotency key if there is one.";

    /// <summary>Translates exceptions of resolvers before the engine wraps them.</summary>
    public static void OnUnhandled(UnhandledExceptionContext context)
    {
        switch (context.OriginalException)
        {
            case DomainException { Errors: [TooManyAttemptsError refusal, ..] }:
                context.Exception = GraphError.RateLimited(refusal);
                break;
            case DomainException { Errors: [TooOftenError refusal, ..] }:
                context.Exception = GraphError.RateLimited(refusal);
                break;
            case DomainException { Errors: [Graph.Domain.Shared.ValidationError refusal, ..] }:
                context.Exception = GraphError.BadUserInput(refusal);
                break;
            case { } failure when UnknownOutcomeException.IsCauseOf(failure):
                context.Exception = GraphError.UnknownOutcome();
                break;
            case { } failure when CommandLimit.Ended(failure):
                context.Exception = GraphError.TooSlow();
                break;
            case FormatException or ArgumentOutOfRangeException or OverflowException when context.FieldContext is null:
                context.Exception = GraphError.BadUserInput("A value has the wrong format.");
                break;
        }
    }

    public TranslatedError Translate(ExecutionError error, string requestId) => error switch
    {
        GraphError => new(error.Message, error.Code!, error.Extensions),
        SyntaxError => new(error.Message, ErrorCodes.ParseFailed),
        ArgumentsOfCorrectTypeError or InvalidVariableError or ProvidedNonNullArgumentsError or DefaultValuesOfCorrectTypeError =>
            new(forms.Explain(WithoutValue(WithoutSuggestion(error.Message))), ErrorCodes.BadUserInput),
        GraphQL.Validation.ValidationError => new(WithoutSuggestion(error.Message), ErrorCodes.ValidationFailed),
        DocumentError => new(error.Message, ErrorCodes.BadUserInput),
        RequestError => new(error.Message, ErrorCodes.BadUserInput),
        _ => Fault(error, requestId),
    };

    private TranslatedError Fault(ExecutionError error, string requestId)
    {
        LogFault(error.InnerException ?? error, requestId, error.Path is null ? "" : string.Join('.', error.Path));
        return new(error.IsCommitted() ? UnmeantAfterCommit : Unmeant, ErrorCodes.InternalServerError, error.Extensions);
    }

    /// <summary>
    /// Removes the sent value from a message. It may be a secret, for example a PIN that was sent as a JSON number.
    /// </summary>
    private static string WithoutValue(string message) => SentAndFound.Replace(
        SentAsDefault.Replace(SentAndConverted.Replace(message, "This value does not convert to"), "has an invalid default value. Expected"),
        ".");

    // The messages hold what strangers sent. These patterns take time in proportion to it, whatever it is.
    private static readonly Regex SentAndConverted = new(
        "Unable to (?:convert|parse) '.*'(?: literal from AST representation)? to(?: the scalar type)?", Linear);

    private static readonly Regex SentAsDefault = new("has invalid default value '.*'\\. ?Expected", Linear);

    private static readonly Regex SentAndFound = new(@",? found .*\z", Linear);

    private string WithoutSuggestion(string message)
    {
        var at = suggests ? -1 : message.IndexOf(Suggestion, StringComparison.Ordinal);
        return at < 0 ? message : message[..at];
    }

    [LoggerMessage(LogLevel.Error, "Request {RequestId} failed at {Path}")]
    private partial void LogFault(Exception fault, string requestId, string path);
}

/// <summary>An error as the caller sees it.</summary>
public sealed record TranslatedError(string Message, string Code, IDictionary<string, object?>? Extensions = null);
