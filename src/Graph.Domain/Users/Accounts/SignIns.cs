using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Users.Accounts;

/// <param name="DeviceToken">The token of a device on which the owner has signed in before; null for a new device.</param>
public sealed record SignIn(string Phone, string Password, string? DeviceToken = null);

/// <summary>
/// Signs people in by phone and password. Guesses of strangers count by account and network together; those from a
/// device that the account knows count apart, so that no stranger can lock the owner out.
/// </summary>
public sealed class SignIns(
    Units units, Throttle throttle, Passwords passwords, StrangersTurns turns, Sessions sessions, KnownDevices devices)
{
    public async Task<SignedIn> SignInAsync(SignIn input, Origin origin, CancellationToken cancellationToken = default)
    {
        Passwords.RequireSent(input.Password, "password");
        var phone = Pasted.Phone(input.Phone);
        if (phone is null)
        {
            throw new DomainException(new InvalidCredentialsError());
        }

        var found = await units.ReadAsync(db => db.Set<User>().SingleOrDefaultAsync(u => u.Phone == phone, cancellationToken));
        var device = await devices.FindAsync(input.DeviceToken, found?.Id);
        var guesser = device is { } known ? Guesser.Device(phone, known) : Guesser.Stranger(phone, origin.Address);
        var (right, _) = await throttle.GuessAsync(
            PasswordChecks.Secret,
            guesser,
            () => VerifyAsync(found, input.Password, guesser.IsStranger, origin, cancellationToken),
            (db, now) => PasswordChecks.NoteFailure(db, found?.Id, origin, now),
            cancellationToken);
        if (right is null)
        {
            throw new DomainException(new InvalidCredentialsError());
        }

        var opened = sessions.Prepare(right.User.Id, device is null ? null : input.DeviceToken);
        return await units.WriteAsync(async db =>
        {
            if (await db.Set<Session>().AnyAsync(s => s.Id == opened.Session))
            {
                // This very request opened the session before: its commit succeeded, but the answer was lost.
                return opened;
            }

            if (!await PasswordChecks.IsStillAsync(db, right.User.Id, right.User.PasswordHash))
            {
                throw new DomainException(new InvalidCredentialsError());
            }

            if (right.IsOutdated)
            {
                var owner = await db.Set<User>().AsTracking().SingleAsync(u => u.Id == right.User.Id);
                owner.Rehash(passwords.Hash(input.Password));
            }

            return await sessions.OpenAsync(db, opened, AuditKind.SignedIn, origin);
        }, cancellationToken);
    }

    private async Task<Match?> VerifyAsync(
        User? user, string password, bool isStranger, Origin origin, CancellationToken cancellationToken)
    {
        using var turn = isStranger ? await turns.EnterAsync(origin.Address, cancellationToken) : null;
        var (isRight, isOutdated) = passwords.Verify(user?.PasswordHash, password);
        return isRight ? new Match(user!, isOutdated) : null;
    }

    private sealed record Match(User User, bool IsOutdated);
}
