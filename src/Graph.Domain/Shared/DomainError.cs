using System.Collections.Concurrent;
using System.Reflection;

namespace Graph.Domain.Shared;

/// <summary>
/// A refusal that a caller can expect and act on. It is a record, so that each kind of refusal is declared in one
/// line. The code is derived from the name of the type: InsufficientFundsError has the code INSUFFICIENT_FUNDS.
/// </summary>
public abstract record DomainError(string Message)
{
    private static readonly ConcurrentDictionary<Type, string> Codes = [];

    /// <summary>What happened, as a code for programs: the name of the type in UPPER_CASE, without "Error".</summary>
    public string Code => Codes.GetOrAdd(GetType(), type => UpperCase.Of(type.Name[..^"Error".Length]));

    /// <summary>
    /// Whether a retry with the same idempotency key must get this refusal again, even if the reason for it is gone.
    /// </summary>
    internal bool IsRemembered => RememberedAttribute.NameOf(GetType()) is not null;
}

/// <summary>
/// Says that a refusal is stored with the idempotency key, and under which name. Rows have the name, so it never changes, also when the
/// type is renamed; nor do the names of the error's properties.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class RememberedAttribute(string name) : Attribute
{
    public string Name => name;

    /// <summary>Returns the stored name of a kind of refusal; null when it is not remembered.</summary>
    internal static string? NameOf(Type error) => error.GetCustomAttribute<RememberedAttribute>()?.Name;
}

/// <summary>
/// A value in the input is not valid. `path` says which value, and `message` says what is wrong with it.
/// </summary>
/// <param name="Path">
/// The path to the wrong value inside `input`. That of an amount ends at its text, whatever is wrong with it: ["amount", "amount"].
/// </param>
/// <param name="Message">What is wrong, in words that can be shown to the user.</param>
public sealed record ValidationError(IReadOnlyList<string> Path, string Message) : DomainError(Message);

/// <summary>
/// No such object exists, or the caller may not see it. The API gives the same answer in both cases on purpose.
/// </summary>
/// <param name="Path">The path to the ID inside `input`, for example ["bankCard"] or ["friends", "2"].</param>
public sealed record NotFoundError(params IReadOnlyList<string> Path) : DomainError("This does not exist, or you may not see it.");

/// <summary>Carries refusals from the rule that found them up to the code that answers the caller.</summary>
public sealed class DomainException(params IReadOnlyList<DomainError> errors) : Exception(errors[0].Message)
{
    /// <summary>The refusals: several validation errors together, or exactly one error of any other kind.</summary>
    public IReadOnlyList<DomainError> Errors => errors;

    /// <summary>Whether this repeats the remembered answer of an earlier, identical request.</summary>
    public bool Replayed { get; init; }

    internal bool IsRemembered => errors.All(error => error.IsRemembered);
}
