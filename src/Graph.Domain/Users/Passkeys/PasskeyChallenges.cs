using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Users.Passkeys;

/// <summary>What an authenticator is asked to sign.</summary>
/// <param name="Challenge">Sent back together with what was signed.</param>
/// <param name="PublicKey">The options for the browser, as the JSON of WebAuthn.</param>
/// <param name="ExpiresAt">When the challenge expires, in UTC.</param>
public sealed record PasskeyRequest(PasskeyChallengeId Challenge, string PublicKey, DateTime ExpiresAt);

/// <summary>
/// Makes challenges, and sees that each is used once. The bytes that are signed are a keyed hash of the challenge's id,
/// its purpose, its user and what it is bound to, for example the payee and the amount. So a signature
/// for one amount does not verify for another: the server would compute other bytes for it.
/// </summary>
public sealed class PasskeyChallenges(Units units, KeyedHash hash, TimeProvider clock)
{
    /// <param name="purpose">What it may be used for.</param>
    /// <param name="user">The user for whom it is; null when nobody is signed in.</param>
    /// <param name="bound">What it is bound to, in a canonical form; empty for nothing.</param>
    /// <param name="options">Makes the options for the browser from the bytes to sign.</param>
    internal Task<PasskeyRequest> IssueAsync(
        PasskeyPurpose purpose, UserId? user, string bound, Func<byte[], string> options)
    {
        var (id, expiresAt) = (new PasskeyChallengeId(clock.NewGuid()), clock.UtcNow() + PasskeyChallenge.Lifetime);
        var request = new PasskeyRequest(id, options(BytesOf(id, purpose, user, bound)), expiresAt);
        return units.WriteAsync(db =>
        {
            db.Set<PasskeyChallenge>().Add(
                new PasskeyChallenge { Id = id, Purpose = purpose, UserId = user, ExpiresAt = expiresAt });
            return Task.FromResult(request);
        });
    }

    /// <summary>
    /// Returns the bytes to sign; null when the challenge is unknown, expired, used, or of somebody else.
    /// </summary>
    internal async Task<byte[]?> FindAsync(PasskeyChallengeId id, PasskeyPurpose purpose, UserId? user, string bound)
    {
        var now = clock.UtcNow();
        var isOpen = await units.ReadAsync(db =>
            Open(db, id, now).AnyAsync(c => c.Purpose == purpose && c.UserId == user));
        return isOpen ? BytesOf(id, purpose, user, bound) : null;
    }

    /// <summary>
    /// Uses a challenge up, in the unit of what it was for. Refuses when it was used before, or has expired.
    /// </summary>
    internal static async Task UseAsync(GraphDb db, PasskeyChallengeId id, DateTime now)
    {
        if (await Open(db, id, now).ExecuteUpdateAsync(set => set.SetProperty(c => c.UsedAt, now)) != 1)
        {
            throw new DomainException(new PasskeyRefusedError());
        }
    }

    private static IQueryable<PasskeyChallenge> Open(GraphDb db, PasskeyChallengeId id, DateTime now) =>
        db.Set<PasskeyChallenge>().Where(c => c.Id == id && c.UsedAt == null && c.ExpiresAt > now);

    private byte[] BytesOf(PasskeyChallengeId id, PasskeyPurpose purpose, UserId? user, string bound) =>
        hash.Of("passkey challenge", $"{id.Value:N} {purpose} {user?.Value:N} {bound}");
}
