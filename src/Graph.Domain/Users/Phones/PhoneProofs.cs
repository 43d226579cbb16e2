using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Privacy;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Users.Phones;

/// <summary>Proves that a signed-in user holds a phone, and changes the phone of the account.</summary>
public sealed class PhoneProofs(
    Units units,
    PhoneCodes codes,
    PasswordChecks passwords,
    KnownDevices devices,
    EvidenceDecisions decisions,
    PersonAccounts persons,
    PhoneMessages messages,
    TimeProvider clock)
{
    private const string OtherPhone =
        "This is neither the phone of this account, nor that of another account of the person on your identity card.";

    /// <summary>
    /// Sends a one-time code to a phone: to the account's own, to a new one for a change of phone, or to the phone of
    /// another account of the same person.
    /// </summary>
    public async Task<SentCode> RequestCodeAsync(UserId id, string phone, Origin origin, CancellationToken cancellationToken)
    {
        var number = Pasted.Phone(phone);
        new Validation().Check(number is not null, UserNames.PhoneRule, "phone").ThrowIfAny();
        var isOwn = await units.ReadAsync(db => db.Set<User>().AnyAsync(u => u.Id == id && u.Phone == number && u.IsPhoneProved, cancellationToken));
        var device = isOwn ? await devices.OfSessionAsync(ActingSession.Current) : null;
        return await codes.SendAsync(number!, PhonePurpose.Account, id, device, origin, cancellationToken);
    }

    /// <summary>
    /// Submits a code as evidence. A code to the account's own phone proves that phone. A code to the phone of another
    /// account proves that both accounts belong to the person on the submitted identity card.
    /// </summary>
    public async Task<EvidenceId> SubmitAsync(UserId id, PhoneChallengeId challengeId, string code)
    {
        var challenge = await codes.CheckAsync(challengeId, code, PhonePurpose.Account, id, "phone", "code");
        new Validation().Check(challenge is not null, PhoneCodes.WrongCode, "phone", "code").ThrowIfAny();
        var phone = challenge!.Phone;
        return await units.ReadAsync(db => ProvesAsync(db, id, phone))
            ? await decisions.DecideAsync(id, EvidenceKind.Phone, Verdict.Accepted, async (db, _) =>
            {
                await PhoneOwnership.LockAsync(db, phone, id);
                await db.LockOpenAccountAsync(id);
                await UseAsync(db, challengeId, "phone", "code");
                if (!await ProvesAsync(db, id, phone))
                {
                    throw Validation.Error(OtherPhone, "phone", "code");
                }

                await PhoneOwnership.TakeOverAsync(db, phone, id, clock.UtcNow());
                (await db.Set<User>().AsTracking().SingleAsync(u => u.Id == id)).ProvePhone(phone);
            })
            : await units.WriteAsync(async db =>
            {
                await UseAsync(db, challengeId, "phone", "code");
                return await persons.JoinByPhoneAsync(db, id, phone) ?? throw Validation.Error(OtherPhone, "phone", "code");
            });
    }

    /// <summary>
    /// Changes the phone of the account. The code was sent to the new number, and the password confirms the change. For
    /// 24 hours the account is restricted, and a code to the old number can undo the change.
    /// </summary>
    public async Task<UserId> ChangeAsync(UserId id, PhoneChallengeId challengeId, string code, string password, Origin origin)
    {
        var confirmed = await passwords.ConfirmAsync(id, password, origin);
        await units.ReadAsync(db => Restrictions.RequireNoneAsync(db, id, clock.UtcNow()));
        var challenge = await codes.CheckAsync(challengeId, code, PhonePurpose.Account, id, "code");
        new Validation().Check(challenge is not null, PhoneCodes.WrongCode, "code").ThrowIfAny();
        var phone = challenge!.Phone;
        var old = await units.WriteAsync(async db =>
        {
            var now = clock.UtcNow();
            await PhoneOwnership.LockAsync(db, phone, id);
            await PasswordChecks.RequireStillAsync(db, id, confirmed);
            await Restrictions.RequireNoneAsync(db, id, now);
            await UseAsync(db, challengeId, "code");
            var user = await db.Set<User>().AsTracking().SingleAsync(u => u.Id == id);
            new Validation().Check(user.Phone != phone, "This is the phone of the account already.", "challenge").ThrowIfAny();
            if (await PhoneOwnership.IsProvedAsync(db, phone, id, now))
            {
                throw new DomainException(new PhoneTakenError());
            }

            await PhoneOwnership.TakeOverAsync(db, phone, id, now);
            var before = user.Phone;
            user.ChangePhone(phone, now);
            await RenewEvidenceAsync(db, id, now);
            db.Audit(id, AuditKind.PhoneChanged, now);
            await DataExports.EndLinksAsync(db, id, now);
            return before;
        });
        if (old is not null)
        {
            await messages.TellAsync(old, PhoneMessages.PhoneChanged);
        }

        return id;
    }

    /// <summary>The proof of the old number ends, and that of the new one takes its place; the level stays.</summary>
    private async Task RenewEvidenceAsync(GraphDb db, UserId id, DateTime now)
    {
        var accepted = await db.Set<Evidence>().AsTracking()
            .Where(e => e.UserId == id && e.Kind == EvidenceKind.Phone && e.Status == EvidenceStatus.Accepted)
            .ToListAsync();
        foreach (var evidence in accepted)
        {
            evidence.Withdraw(EvidenceStatus.Expired, "The phone of the account was changed.", now);
        }

        decisions.AcceptPhone(db, id, now);
        await decisions.ReassessAsync(db, id, now);
    }

    private async Task UseAsync(GraphDb db, PhoneChallengeId challenge, params string[] path)
    {
        if (!await codes.UseAsync(db, challenge))
        {
            throw Validation.Error(PhoneCodes.WrongCode, path);
        }
    }

    /// <summary>
    /// Whether a code to the phone proves it to the account: it is the account's own, or the account has lost its own
    /// and nobody else has proved this one.
    /// </summary>
    private async Task<bool> ProvesAsync(GraphDb db, UserId id, string phone)
    {
        var own = await db.Set<User>().Where(u => u.Id == id).Select(u => u.Phone).SingleAsync();
        return own == phone || (own is null && !await PhoneOwnership.IsProvedAsync(db, phone, id, clock.UtcNow()));
    }
}
