using System.Collections.Concurrent;

namespace Graph.Domain.Shared;

/// <summary>
/// A refusal that a caller can expect and act on. A record, so that a whole failure is one line. Its code is its own
/// name: InsufficientFundsError is INSUFFICIENT_FUNDS.
/// </summary>
public abstract record DomainError(string Message)
{
    private static readonly ConcurrentDictionary<Type, string> Codes = [];

    /// <summary>What happened, for programs: the name of the type in UPPER_CASE, without Error.</summary>
    public string Code => Codes.GetOrAdd(GetType(), type => UpperCase.Of(type.Name[..^"Error".Length]));

    /// <summary>Whether a retry under the same idempotency key must be refused again, whatever has changed since.</summary>
    internal virtual bool IsRemembered => false;
}

/// <summary>Something about the input is wrong; what, and where.</summary>
/// <param name="Path">The way to the wrong value inside `input`, for example ["amount", "amount"].</param>
/// <param name="Message">What is wrong, for people.</param>
public sealed record ValidationError(IReadOnlyList<string> Path, string Message) : DomainError(Message);

/// <summary>There is no such thing, or it is not for the caller to see: both look the same.</summary>
public sealed record NotFoundError() : DomainError("There is no such thing, or it is not for you to see.");

/// <summary>Carries refusals from the rule that found them to whoever answers the caller.</summary>
public sealed class DomainException(params IReadOnlyList<DomainError> errors) : Exception(errors[0].Message)
{
    /// <summary>Several validation errors together, or one of any other kind.</summary>
    public IReadOnlyList<DomainError> Errors => errors;

    /// <summary>Whether this is the remembered answer of an earlier, identical request.</summary>
    public bool Replayed { get; init; }

    internal bool IsRemembered => errors.All(error => error.IsRemembered);
}
