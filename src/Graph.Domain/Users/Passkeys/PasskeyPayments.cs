using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Users.Passkeys;

/// <summary>What a passkey confirms: one request to move money, and nothing else.</summary>
/// <param name="Actor">Who pays.</param>
/// <param name="Operation">The name of the operation in the API.</param>
/// <param name="Key">The idempotency key of the request.</param>
/// <param name="Subject">
/// The id of what the money is for: the payee, the payment request, the deal, the bank card.
/// </param>
/// <param name="Amount">The amount that moves.</param>
public sealed record PaymentBinding(UserId Actor, string Operation, Guid Key, Guid Subject, Money Amount)
{
    public PaymentBinding(UserId actor, string operation, Guid key, ITypedId subject, Money amount)
        : this(actor, operation, key, subject.Value, amount)
    {
    }

    /// <summary>The canonical form, which the challenge is made of.</summary>
    internal string Text => $"{Operation} {Key:N} {Subject:N} {Amount.MinorUnits} {UpperCase.Of(Amount.Currency)}";
}

/// <summary>
/// An operation that a passkey can confirm. A feature registers its own, so that a challenge is made only for
/// operations that exist.
/// </summary>
/// <param name="Name">The name of the operation in the API.</param>
/// <param name="SubjectType">The type of the id of what the money is for.</param>
public sealed record PasskeyOperation(string Name, Type SubjectType);

/// <summary>Confirms payments by a passkey.</summary>
public sealed class PasskeyPayments(
    Units units,
    PasskeyChallenges challenges,
    PasskeyChecks checks,
    Authenticators authenticators,
    IEnumerable<PasskeyOperation> operations)
{
    /// <summary>Returns the operation with this name; null when there is none.</summary>
    public PasskeyOperation? Find(string name) => operations.SingleOrDefault(operation => operation.Name == name);

    /// <summary>Makes the options for a signature that holds for this payment alone.</summary>
    public async Task<PasskeyRequest> RequestAsync(PaymentBinding binding)
    {
        var allowed = await units.ReadAsync(db => Passkeys.CredentialsOf(db, binding.Actor).ToListAsync());
        return allowed.Count == 0
            ? throw new DomainException(new NoPasskeyError())
            : await challenges.IssueAsync(
                PasskeyPurpose.Payment,
                binding.Actor,
                binding.Text,
                bytes => authenticators.OptionsForAssertion(bytes, allowed));
    }

    internal Task<CheckedPasskey> CheckAsync(PaymentBinding binding, PasskeyAssertion assertion, Origin origin) =>
        checks.CheckAsync(
            assertion, PasskeyPurpose.Payment, binding.Actor, binding.Text, origin, "passkey", "credential");
}
