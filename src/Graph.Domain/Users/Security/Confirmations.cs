using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Passkeys;

namespace Graph.Domain.Users.Security;

/// <summary>What a payer sends to confirm a payment. Everything that is sent is checked.</summary>
/// <param name="Pin">The payment PIN; null when none was sent.</param>
/// <param name="Passkey">What a passkey signed for this payment; null when none was sent.</param>
public sealed record PaymentProof(string? Pin = null, PasskeyAssertion? Passkey = null)
{
    public static PaymentProof None { get; } = new();

    public bool IsEmpty => Pin is null && Passkey is null;
}

/// <summary>
/// How a payment was confirmed. A passkey that confirmed it is used up in the unit that moves the money, by <see
/// cref="UseAsync"/>: then a duplicate of the request waits for the first and gets its answer, and a payment that is
/// refused uses nothing up.
/// </summary>
public sealed record Confirmed(Confirmation Strength)
{
    /// <summary>Confirmed by being signed in alone.</summary>
    public static Confirmed BySession { get; } = new(Confirmation.Session);

    /// <summary>What the passkey confirmed; null without a passkey.</summary>
    internal PaymentBinding? Binding { get; private init; }

    internal CheckedPasskey? Passkey { get; private init; }

    /// <summary>Whether the payment PIN was sent, and is right.</summary>
    public bool HasPin { get; private init; } = Strength == Confirmation.PaymentPin;

    internal Confirmed With(CheckedPasskey passkey, PaymentBinding binding) =>
        this with { Strength = Confirmation.Passkey, Passkey = passkey, Binding = binding };

    /// <summary>Uses the passkey up, if there is one, for the movement that is about to happen.</summary>
    /// <exception cref="DomainException">It confirmed another movement, or was used meanwhile.</exception>
    public async Task UseAsync(GraphDb db, UserId actor, string operation, Guid key, Money amount, DateTime now)
    {
        if (Passkey is null)
        {
            return;
        }

        if (Binding != Binding! with { Actor = actor, Operation = operation, Key = key, Amount = amount })
        {
            // For example, because the price of a deal was changed meanwhile.
            throw new DomainException(new PasskeyRefusedError());
        }

        await Passkey.UseAsync(db, now, $"{operation} of {amount}");
    }
}

/// <summary>
/// Confirms payments: by the session alone, by the payment PIN, or by a passkey. The strongest counts.
/// </summary>
public sealed class Confirmations(PaymentPins pins, PasskeyPayments passkeys)
{
    /// <summary>Checks what was sent. A wrong PIN is counted at once.</summary>
    /// <param name="proof">What the payer sent.</param>
    /// <param name="binding">
    /// The payment that is about to happen, read from the request and never from the proof.
    /// </param>
    /// <param name="origin">The origin of the request.</param>
    public Task<Confirmed> ConfirmAsync(PaymentProof proof, PaymentBinding binding, Origin origin) =>
        ConfirmAsync(binding.Actor, proof, () => Task.FromResult(binding), origin);

    /// <param name="actor">Who pays.</param>
    /// <param name="proof">What the payer sent.</param>
    /// <param name="binding">Reads the payment that is about to happen. It runs only when a passkey was sent.</param>
    /// <param name="origin">The origin of the request.</param>
    public async Task<Confirmed> ConfirmAsync(
        UserId actor, PaymentProof proof, Func<Task<PaymentBinding>> binding, Origin origin)
    {
        var strength = await pins.ConfirmAsync(actor, proof.Pin, origin);
        if (proof.Passkey is null)
        {
            return new Confirmed(strength);
        }

        var bound = await binding();
        return new Confirmed(strength).With(await passkeys.CheckAsync(bound, proof.Passkey, origin), bound);
    }
}
