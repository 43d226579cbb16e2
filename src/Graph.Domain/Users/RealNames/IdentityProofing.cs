using System.Security.Cryptography;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Users.RealNames;

/// <summary>
/// Handles evidence of a user's identity: submitting it, and computing the level from what is accepted.
/// </summary>
public sealed partial class IdentityProofing(
    Units units,
    IVerifier verifier,
    IOrderHistory orders,
    Throttle throttle,
    KeyedHash hash,
    ISecretBox box,
    IWalletLock wallets,
    IEnumerable<ILevelLoss> losses,
    TimeProvider clock)
{
    /// <summary>Sends a one-time code to the phone of the account. Returns when the code expires.</summary>
    public async Task<DateTime> RequestPhoneCodeAsync(UserId id, string phone, Origin origin, CancellationToken cancellationToken)
    {
        var user = await units.ReadAsync(db => db.Set<User>().SingleAsync(u => u.Id == id, cancellationToken));
        new Validation()
            .Check(UserNames.NormalizePhone(phone) == user.Phone,
                "You can only confirm the phone number of your own account.", "phone")
            .ThrowIfAny();

        // Each code counts like a wrong guess, so that nobody can flood a phone with messages.
        await throttle.GuessAsync(
            "code to send", new Guesser(id.Value.ToString("N"), origin.Address), () => Task.FromResult<User?>(null), cancellationToken: cancellationToken);
        var code = await verifier.SendPhoneCodeAsync(user.Phone, cancellationToken);
        return await units.WriteAsync(async db =>
        {
            var row = await db.Set<PhoneCode>().AsTracking().SingleOrDefaultAsync(c => c.UserId == id);
            if (row is null)
            {
                row = PhoneCode.For(id);
                db.Set<PhoneCode>().Add(row);
            }

            row.Renew(HashOf(id, code), clock.UtcNow());
            return row.ExpiresAt;
        }, cancellationToken);
    }

    public async Task<EvidenceId> SubmitPhoneAsync(UserId id, string code, Origin origin)
    {
        var (row, _) = await throttle.GuessAsync("code", new Guesser(id.Value.ToString("N"), origin.Address), async () =>
        {
            var waiting = await units.ReadAsync(db => db.Set<PhoneCode>().SingleOrDefaultAsync(c => c.UserId == id));
            return waiting is not null && waiting.ExpiresAt > clock.UtcNow()
                && CryptographicOperations.FixedTimeEquals(waiting.CodeHash, HashOf(id, code)) ? waiting : null;
        });
        new Validation()
            .Check(row is not null,
                "The code is wrong or has expired; request a new one with requestPhoneCode.", "phone", "code")
            .ThrowIfAny();
        return await DecideAsync(id, EvidenceKind.Phone, Verdict.Accepted, (db, _) =>
            db.Set<PhoneCode>().Where(c => c.UserId == id).ExecuteDeleteAsync());
    }

    /// <summary>
    /// Submits an identity card. A rejected pair of name and number counts as a wrong guess, so that nobody can try
    /// out identities.
    /// </summary>
    public async Task<EvidenceId> SubmitIdentityCardAsync(
        UserId id, string fullName, string idNumber, Origin origin, CancellationToken cancellationToken)
    {
        var name = fullName.Trim();
        var card = IdentityCard.Parse(idNumber);
        var today = BusinessCalendar.DateOf(clock.UtcNow());
        new Validation()
            .Check(name.Length is >= 2 and <= IdentityCard.MaxName, "A full name has 2 to 60 characters.", "idCard", "fullName")
            .Check(card is not null, "This is not a valid resident identity number; check all 18 characters.",
                "idCard", "idNumber")
            .Check(card is null || card.IsAdultOn(today), "You must be at least 18 years old.", "idCard", "idNumber")
            .ThrowIfAny();
        var stranger = Person.Of(new PersonId(clock.NewGuid()), card!, hash, box, name);
        EvidenceId submitted = default;
        await throttle.GuessAsync("identity", new Guesser(id.Value.ToString("N"), origin.Address), async () =>
        {
            var verdict = await verifier.VerifyIdentityCardAsync(name, card!, cancellationToken);
            submitted = await DecideIdentityAsync(id, stranger, verdict, cancellationToken);
            var status = await units.ReadAsync(db => db.Set<Evidence>()
                .Where(e => e.Id == submitted)
                .Select(e => e.Status)
                .SingleAsync(CancellationToken.None));
            return status == EvidenceStatus.Rejected ? null : card;
        }, cancellationToken: cancellationToken);
        return submitted;
    }

    private Task<EvidenceId> DecideIdentityAsync(
        UserId id, Person stranger, Verdict verdict, CancellationToken cancellationToken) =>
        DecideAsync(id, EvidenceKind.IdCard, verdict, async (db, evidence) =>
        {
            var user = await db.Set<User>().AsTracking().SingleAsync(u => u.Id == id, cancellationToken);
            var person = await db.Set<Person>().AsTracking().SingleOrDefaultAsync(p => p.IdNumberHash == stranger.IdNumberHash, cancellationToken);
            if (user.PersonId is not null && user.PersonId != person?.Id)
            {
                throw new DomainException(new AlreadyIdentifiedError());
            }

            if (verdict.Status != EvidenceStatus.Accepted)
            {
                return;
            }

            if (person is not null && person.FullName != stranger.FullName)
            {
                evidence.Verdict = Verdict.Rejected("This number is registered under another name.");
                return;
            }

            if (person is null)
            {
                person = stranger;
                db.Set<Person>().Add(person);
            }

            person.Keep(stranger);
            user.Identify(person);
        });

    public async Task<EvidenceId> SubmitBankCardAsync(UserId id, string cardNumber, CancellationToken cancellationToken)
    {
        var number = BankCard.NormalizeNumber(cardNumber);
        var card = number is null ? null : await verifier.VerifyBankCardAsync(number, await IdentityAsync(id, cancellationToken), cancellationToken);
        new Validation()
            .Check(card is not null, "This is not a valid bank card number.", "bankCard", "cardNumber")
            .ThrowIfAny();
        var numberHash = hash.Of("bank card", number!);
        return await DecideAsync(id, EvidenceKind.BankCard, Verdict.Accepted, async (db, evidence) =>
        {
            var known = await db.Set<BankCard>().AsTracking()
                .SingleOrDefaultAsync(c => c.UserId == id && c.NumberHash == numberHash, cancellationToken);
            if (known is not null)
            {
                known.Renew(evidence.Row);
            }
            else
            {
                var added = BankCard.Add(
                    new BankCardId(clock.NewGuid()), evidence.Row, card!, numberHash, number![^4..], clock.UtcNow());
                db.Set<BankCard>().Add(added);
                db.Audit(id, AuditKind.CardAdded, added.AddedAt, $"{added.BankName} {added.MaskedNumber}");
            }
        });
    }
}
