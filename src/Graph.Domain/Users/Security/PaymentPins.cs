using System.Security.Cryptography;
using System.Text;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Users.Security;

/// <summary>How a payment was confirmed. A stronger confirmation has a higher daily cap.</summary>
public enum Confirmation
{
    /// <summary>One factor: the user is signed in. Up to ¥1,000 per day.</summary>
    Session = 0,

    /// <summary>Two factors: the user also gave the payment PIN. Up to ¥5,000 per day.</summary>
    PaymentPin = 1,

    /// <summary>
    /// A passkey that signed the payee and the amount. It has no daily cap: only the limit of the real-name level counts, for a year or
    /// for the life of the account.
    /// </summary>
    Passkey = 2,
}

/// <summary>
/// The payment PIN is wrong. After `attemptsLeft` more wrong PINs, the user must wait before the next try: requests end in
/// RATE_LIMITED, with `retryAfter` in seconds.
/// </summary>
/// <param name="AttemptsLeft">How many more wrong PINs are allowed before the user must wait.</param>
public sealed record WrongPaymentPinError(int AttemptsLeft) : DomainError("The payment PIN is wrong.");

/// <summary>
/// The request needs the payment PIN. Payments beyond ¥1,000 per day need it, and so does unfreezing an account that
/// has a PIN. Send the same request again with the PIN. If `viewer.security.hasPaymentPin` is false, the user sets one first, with
/// `setPaymentPin`. For a payment, a passkey can take its place, except for
/// 24 hours after a reset of the password or a change of the phone.
/// </summary>
public sealed record PaymentPinRequiredError() : DomainError("Enter the payment PIN and try again.");

/// <summary>Checks the payment PIN, the second factor of payments.</summary>
public sealed class PaymentPins(Units units, Throttle throttle, KeyedHash hash)
{
    public const int Length = 6;

    /// <summary>The name under which wrong guesses are counted.</summary>
    public const string Secret = "pin";

    public static bool IsPin(string pin) => HasForm(pin) && Pasted.Code(pin).Distinct().Count() > 1;

    public byte[] HashOf(UserId user, string pin) =>
        hash.Of("payment pin", Encoding.UTF8.GetBytes($"{user.Value:N} {Pasted.Code(pin)}"));

    /// <summary>
    /// Checks the PIN whenever one is sent, whatever the amount. A wrong PIN is counted at once. What cannot be a PIN, such as an
    /// empty field of a form, is no guess.
    /// </summary>
    /// <param name="id">The user.</param>
    /// <param name="pin">The PIN; null when none was sent.</param>
    /// <param name="origin">The origin of the request.</param>
    /// <param name="path">The path of the PIN in `input`; ["paymentPin"] when it is left out.</param>
    public async Task<Confirmation> ConfirmAsync(UserId id, string? pin, Origin origin, params string[] path)
    {
        if (pin is null)
        {
            return Confirmation.Session;
        }

        path = path is [] ? ["paymentPin"] : path;
        new Validation().Check(HasForm(pin), "A payment PIN has six digits.", path).ThrowIfAny();

        var user = await units.ReadAsync(db => db.Set<User>().SingleAsync(u => u.Id == id));
        if (user.PaymentPinHash is null)
        {
            throw Validation.Error("No payment PIN is set; set one with setPaymentPin.", path);
        }

        var (right, left) = await throttle.GuessAsync(Secret, PasswordChecks.GuesserOf(id), () =>
            Task.FromResult(CryptographicOperations.FixedTimeEquals(user.PaymentPinHash, HashOf(id, pin)) ? user : null),
            (db, now) => db.Audit(id, AuditKind.PinFailed, now, origin.Address is null ? null : $"From {origin.Address}."));
        return right is not null
            ? Confirmation.PaymentPin
            : throw new DomainException(new WrongPaymentPinError(left));
    }

    private static bool HasForm(string pin) => Pasted.Code(pin) is { Length: Length } digits && digits.All(char.IsAsciiDigit);
}
