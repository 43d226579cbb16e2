using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Phones;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Users.Accounts;

/// <param name="Challenge">The challenge of the code that was sent to the phone.</param>
/// <param name="PhoneCode">The code.</param>
public sealed record SignUp(
    string Phone, PhoneChallengeId Challenge, string PhoneCode, string Password, string DisplayName, string Handle);

/// <summary>
/// Opens accounts. A code to the phone comes first: it keeps people from signing up with the number of somebody else,
/// and is the account's first evidence. Nothing is said about a number before its code is right.
/// </summary>
public sealed class SignUps(
    Units units,
    PhoneCodes codes,
    EvidenceDecisions decisions,
    Passwords passwords,
    StrangersTurns turns,
    Sessions sessions,
    TimeProvider clock)
{
    /// <summary>Sends a code to the phone of a new account.</summary>
    public Task<SentCode> RequestCodeAsync(string phone, Origin origin, CancellationToken cancellationToken)
    {
        var number = Pasted.Phone(phone);
        new Validation().Check(number is not null, UserNames.PhoneRule, "phone").ThrowIfAny();
        return codes.SendAsync(number!, PhonePurpose.SignUp, user: null, device: null, origin, cancellationToken);
    }

    public async Task<SignedIn> SignUpAsync(SignUp input, Origin origin)
    {
        var phone = Pasted.Phone(input.Phone);
        var check = new Validation();
        input = input with
        {
            DisplayName = check.Text(TextKind.DisplayName, input.DisplayName, "displayName"),
            Handle = Pasted.Handle(input.Handle),
        };
        check
            .Check(phone is not null, UserNames.PhoneRule, "phone")
            .Check(Passwords.IsStrongEnough(input.Password), Passwords.Rule, "password")
            .Check(UserNames.IsHandle(input.Handle), UserNames.HandleRule, "handle")
            .ThrowIfAny();

        // One code that is sent many times at once is checked, hashed for and used up by one request after the other.
        using var turn = await turns.EnterAsync(origin.Address);
        var challenge = await codes.CheckAsync(input.Challenge, input.PhoneCode, PhonePurpose.SignUp, user: null, "phoneCode");
        new Validation().Check(challenge?.Phone == phone, PhoneCodes.WrongCode, "phoneCode").ThrowIfAny();
        await units.ReadAsync(async db =>
        {
            await RequireFreeAsync(db, phone!, input.Handle);
            return true;
        });

        // Hashing is expensive, so it comes last.
        var passwordHash = passwords.Hash(input.Password);
        var opened = sessions.Prepare(new UserId(clock.NewGuid()), deviceToken: null);
        return await units.WriteAsync(async db =>
        {
            if (await db.Set<User>().AnyAsync(u => u.Id == opened.User))
            {
                // This very request created the account before: its commit succeeded, but the answer was lost.
                return opened;
            }

            await RequireFreeAsync(db, phone!, input.Handle);
            if (!await codes.UseAsync(db, input.Challenge))
            {
                throw Validation.Error(PhoneCodes.WrongCode, "phoneCode");
            }

            await PhoneOwnership.TakeOverAsync(db, phone!, opened.User, clock.UtcNow());
            var user = User.SignUp(opened.User, input.Handle, input.DisplayName, phone!, passwordHash, clock.UtcNow());
            db.Set<User>().Add(user);
            db.Raise(new UserSignedUp(user));
            await sessions.OpenAsync(db, opened, AuditKind.SignedUp, origin);
            decisions.AcceptPhone(db, user.Id, clock.UtcNow(), opened.Session);
            return opened;
        });
    }

    private async Task RequireFreeAsync(GraphDb db, string phone, string handle)
    {
        if (await PhoneOwnership.IsProvedAsync(db, phone, by: null, clock.UtcNow()))
        {
            throw new DomainException(new PhoneTakenError());
        }

        if (await db.Set<User>().AnyAsync(u => u.Handle == handle))
        {
            throw new DomainException(new HandleTakenError());
        }
    }
}
