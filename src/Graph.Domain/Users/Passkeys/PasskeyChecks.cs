using Fido2NetLib;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Users.Passkeys;

/// <summary>What an authenticator signed, as a client sends it.</summary>
/// <param name="Challenge">The challenge that it signed.</param>
/// <param name="Credential">The JSON that the browser made of the credential.</param>
public sealed record PasskeyAssertion(PasskeyChallengeId Challenge, string Credential);

/// <summary>A passkey whose signature was found right. It is used up by <see cref="UseAsync"/>.</summary>
internal sealed record CheckedPasskey(Passkey Passkey, PasskeyChallengeId Challenge, long Count)
{
    /// <summary>
    /// Uses the challenge up and moves the counter on, in the unit of what was confirmed. So both happen together with
    /// it, or not at all. Refuses when either happened before, or when the passkey was removed.
    /// </summary>
    public async Task UseAsync(GraphDb db, DateTime now, string detail, SessionId? session = null)
    {
        await PasskeyChallenges.UseAsync(db, Challenge, now);
        var moved = await db.Set<Passkey>()
            .Where(p => p.Id == Passkey.Id && (p.SignCount < Count || (p.SignCount == 0 && Count == 0)))
            .ExecuteUpdateAsync(set => set.SetProperty(p => p.SignCount, Count).SetProperty(p => p.LastUsedAt, now));
        if (moved != 1)
        {
            throw new DomainException(new PasskeyRefusedError());
        }

        db.Audit(Passkey.UserId, AuditKind.PasskeyUsed, now, $"{Passkey.Name}: {detail}", session);
    }
}

/// <summary>Verifies what passkeys signed.</summary>
public sealed class PasskeyChecks(
    Units units,
    PasskeyChallenges challenges,
    Authenticators authenticators,
    PasskeySettings settings,
    TimeProvider clock)
{
    /// <summary>
    /// Verifies a signature. It changes nothing, so that a request that is repeated can be verified again.
    /// </summary>
    /// <param name="assertion">What the client sent.</param>
    /// <param name="purpose">What it is to be used for.</param>
    /// <param name="user">Whose passkey it must be; null for anybody's, who then signs in.</param>
    /// <param name="bound">What its challenge must be bound to.</param>
    /// <param name="origin">The origin of the request, for the owner's log.</param>
    /// <param name="path">The path of the credential in the input, for errors.</param>
    internal async Task<CheckedPasskey> CheckAsync(
        PasskeyAssertion assertion,
        PasskeyPurpose purpose,
        UserId? user,
        string bound,
        Origin origin,
        params string[] path)
    {
        var sent = Authenticators.Read<AuthenticatorAssertionRawResponse>(assertion.Credential, path);
        if (!settings.IsConfigured || sent.RawId is not { Length: > 0 and <= Passkey.MaxCredentialId } credentialId)
        {
            throw new DomainException(new PasskeyRefusedError());
        }

        var passkey = await units.ReadAsync(db => db.Set<Passkey>()
            .SingleOrDefaultAsync(p => p.CredentialId == credentialId && (user == null || p.UserId == user)));
        var bytes = await challenges.FindAsync(assertion.Challenge, purpose, user, bound);
        var (signature, count) = passkey is null || bytes is null
            ? (Signature.Wrong, 0)
            : await authenticators.VerifyAsync(sent, bytes, passkey);
        if (signature == Signature.Right)
        {
            return new CheckedPasskey(passkey!, assertion.Challenge, count);
        }

        await NoteAsync(user, passkey, signature, origin);
        throw new DomainException(new PasskeyRefusedError());
    }

    /// <summary>
    /// Notes a refusal for the owner. Without a session, only a copy is noted: anybody can send something wrong.
    /// </summary>
    private async Task NoteAsync(UserId? user, Passkey? passkey, Signature signature, Origin origin)
    {
        if ((signature == Signature.Copied ? passkey?.UserId : user) is { } owner)
        {
            var from = origin.Address is null ? "" : $" From {origin.Address}.";
            var what = signature == Signature.Copied
                ? $"{passkey!.Name}: its counter went back, so there may be a copy of it; remove it."
                : "A passkey was refused.";
            await CommitNote.AsideAsync(() => units.WriteAsync(db =>
            {
                db.Audit(owner, AuditKind.PasskeyRefused, clock.UtcNow(), what + from, isByNoSession: user is null);
                return Task.FromResult(true);
            }));
        }
    }
}
