using System.Security.Cryptography;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Users.Phones;

/// <summary>A code that is on its way to a phone.</summary>
/// <param name="Challenge">Sent back together with the code.</param>
/// <param name="ExpiresAt">When the code expires, in UTC.</param>
public sealed record SentCode(PhoneChallengeId Challenge, DateTime ExpiresAt);

/// <summary>Sends one-time codes to phones, and checks them.</summary>
public sealed class PhoneCodes(Units units, IVerifier verifier, Throttle throttle, KeyedHash hash, TimeProvider clock)
{
    public const string WrongCode = "The code is wrong, was used or has expired, or was tried five times; request a new one.";

    /// <summary>Sends a code. The message is counted before it is sent.</summary>
    /// <param name="phone">The number, in its stored form.</param>
    /// <param name="purpose">What the code may be used for.</param>
    /// <param name="user">The account that requests it; null when nobody is signed in.</param>
    /// <param name="device">The known device that requests it; null for strangers.</param>
    /// <param name="origin">The origin of the request.</param>
    /// <param name="cancellationToken">Cancels the request before the code is sent.</param>
    public async Task<SentCode> SendAsync(
        string phone, PhonePurpose purpose, UserId? user, KnownDeviceId? device, Origin origin, CancellationToken cancellationToken)
    {
        await throttle.CountMessageAsync(phone, origin.Address, device);
        var code = await verifier.SendPhoneCodeAsync(phone, cancellationToken);
        var id = new PhoneChallengeId(clock.NewGuid());
        var expiresAt = clock.UtcNow() + PhoneChallenge.Lifetime;
        return await units.WriteAsync(db =>
        {
            db.Set<PhoneChallenge>().Add(new PhoneChallenge
            {
                Id = id,
                Purpose = purpose,
                Phone = phone,
                UserId = user,
                CodeHash = HashOf(id, code),
                ExpiresAt = expiresAt,
            });
            return Task.FromResult(new SentCode(id, expiresAt));
        }, CancellationToken.None);
    }

    /// <summary>
    /// Checks a code, and counts the try before it is compared. Returns the challenge if the code is right; null
    /// otherwise. The code stays usable until <see cref="UseAsync"/>. An empty text is no try.
    /// </summary>
    /// <param name="id">The challenge that came with the code.</param>
    /// <param name="code">The code.</param>
    /// <param name="purpose">What it must have been sent for.</param>
    /// <param name="user">Who must have requested it; null when nobody was signed in.</param>
    /// <param name="path">The path of the code in `input`.</param>
    /// <exception cref="DomainException">No code was given.</exception>
    public async Task<PhoneChallenge?> CheckAsync(
        PhoneChallengeId id, string code, PhonePurpose purpose, UserId? user, params string[] path)
    {
        new Validation().Check(Pasted.Code(code).Length > 0, "Enter the code that was sent to the phone.", path).ThrowIfAny();
        var now = clock.UtcNow();

        // A made-up challenge waits for no writer.
        var isCounted = await units.ReadAsync(db => Open(db, id, now).AnyAsync()) && await CountAsync(db => Open(db, id, now)
            .Where(c => c.Tries < PhoneChallenge.MaxTries)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.Tries, c => c.Tries + 1))) == 1;
        if (!isCounted)
        {
            return null;
        }

        var challenge = await units.ReadAsync(db => db.Set<PhoneChallenge>().SingleAsync(c => c.Id == id));
        if (challenge.Purpose != purpose || challenge.UserId != user
            || !CryptographicOperations.FixedTimeEquals(challenge.CodeHash, HashOf(id, Pasted.Code(code))))
        {
            return null;
        }

        await CountAsync(db => db.Set<PhoneChallenge>()
            .Where(c => c.Id == id && c.Tries > 0)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.Tries, c => c.Tries - 1)));
        return challenge;
    }

    /// <summary>Uses a right code up, in the unit of what it was for. Returns false when it was used before.</summary>
    internal async Task<bool> UseAsync(GraphDb db, PhoneChallengeId id)
    {
        var now = clock.UtcNow();
        return await Open(db, id, now).ExecuteUpdateAsync(set => set.SetProperty(c => c.UsedAt, now)) == 1;
    }

    /// <summary>Tries are not what the caller asks to change, so their units are no effect of the call.</summary>
    private Task<int> CountAsync(Func<GraphDb, Task<int>> unit) => CommitNote.AsideAsync(() => units.WriteRepeatableAsync(unit));

    private static IQueryable<PhoneChallenge> Open(GraphDb db, PhoneChallengeId id, DateTime now) =>
        db.Set<PhoneChallenge>().Where(c => c.Id == id && c.UsedAt == null && c.ExpiresAt > now);

    private byte[] HashOf(PhoneChallengeId id, string code) => hash.Of("phone code", $"{id.Value:N} {code}");
}
