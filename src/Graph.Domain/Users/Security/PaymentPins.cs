using System.Security.Cryptography;
using System.Text;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Users.Security;

/// <summary>How strongly a payment was confirmed; the daily cap grows with it.</summary>
public enum Confirmation
{
    /// <summary>One factor: being signed in. ¥1,000 a day.</summary>
    Session = 0,

    /// <summary>Two factors: the payment PIN as well. ¥5,000 a day.</summary>
    PaymentPin = 1,

    /// <summary>A passkey or certificate; as agreed with the institution.</summary>
    Passkey = 2,
}

/// <summary>The payment PIN is wrong; after `attemptsLeft` more wrong ones it is not looked at for a while.</summary>
/// <param name="AttemptsLeft">How many wrong PINs are left before a wait.</param>
public sealed record WrongPaymentPinError(int AttemptsLeft) : DomainError("The payment PIN is wrong.");

/// <summary>
/// Beyond ¥1,000 a day a payment needs the payment PIN, and unfreezing needs it where one is set; send the same request
/// again with it.
/// </summary>
public sealed record PaymentPinRequiredError() : DomainError("This needs the payment PIN.");

/// <summary>The second factor of payments.</summary>
public sealed class PaymentPins(Units units, Throttle throttle, KeyedHash hash)
{
    public const int Length = 6;

    /// <summary>What wrong guesses are counted under.</summary>
    public const string Secret = "pin";

    public static bool IsPin(string pin) =>
        pin.Length == Length && pin.All(char.IsAsciiDigit) && pin.Distinct().Count() > 1;

    public byte[] HashOf(UserId user, string pin) =>
        hash.Of("payment pin", Encoding.UTF8.GetBytes($"{user.Value:N} {pin}"));

    /// <summary>A PIN that is sent is always checked, whatever the amount; failures are counted at once.</summary>
    public async Task<Confirmation> ConfirmAsync(UserId id, string? pin, Origin origin)
    {
        if (pin is null)
        {
            return Confirmation.Session;
        }

        var user = await units.ReadAsync(db => db.Set<User>().SingleAsync(u => u.Id == id));
        if (user.PaymentPinHash is null)
        {
            throw Validation.Error("No payment PIN is set; set one with setPaymentPin.", "paymentPin");
        }

        var (right, left) = await throttle.GuessAsync(Secret, new Guesser(id.Value.ToString("N"), origin.Address), () =>
            Task.FromResult(CryptographicOperations.FixedTimeEquals(user.PaymentPinHash, HashOf(id, pin)) ? user : null),
            (db, now) => db.Audit(id, AuditKind.PinFailed, now));
        return right is not null
            ? Confirmation.PaymentPin
            : throw new DomainException(new WrongPaymentPinError(left));
    }
}
