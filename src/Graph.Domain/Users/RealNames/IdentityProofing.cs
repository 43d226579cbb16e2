using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Users.RealNames;

/// <summary>
/// Handles the evidence that a verifier decides about: identity card, address and face; and the order history.
/// </summary>
public sealed partial class IdentityProofing(
    Units units,
    IVerifier verifier,
    IOrderHistory orders,
    Throttle throttle,
    EvidenceDecisions decisions,
    PersonAccounts persons,
    KeyedHash hash,
    ISecretBox box,
    TimeProvider clock)
{
    /// <summary>
    /// Submits an identity card. A rejected pair of name and number counts as a wrong guess, so that nobody can try
    /// out identities. So does one that waits because another account has it: it tells who is a customer.
    /// </summary>
    public async Task<EvidenceId> SubmitIdentityCardAsync(
        UserId id, string fullName, string idNumber, Origin origin, CancellationToken cancellationToken)
    {
        var check = new Validation();
        var name = check.Text(TextKind.RealName, fullName, "idCard", "fullName");
        var card = IdentityCard.Parse(idNumber);
        var today = BusinessCalendar.DateOf(clock.UtcNow());
        check
            .Check(card is not null, "This is not a valid resident identity number; check all 18 characters.",
                "idCard", "idNumber")
            .Check(card is null || card.IsAdultOn(today), "You must be at least 18 years old.", "idCard", "idNumber")
            .ThrowIfAny();
        var stranger = Person.Of(new PersonId(clock.NewGuid()), card!, hash, box, name);
        await units.ReadAsync(async db =>
        {
            await Restrictions.RequireActiveAsync(db, id, clock.UtcNow());
            return true;
        });
        EvidenceId submitted = default;
        var isOthers = false;
        await throttle.GuessAsync("identity", Guesser.Person(id.Value.ToString("N")), async () =>
        {
            // The verifier is a service that is paid for, so it is not asked about a second identity. It counts as a wrong guess: otherwise
            // a thief with a session could find the number of the account by trying.
            isOthers = await units.ReadAsync(db => db.Set<User>().AnyAsync(u => u.Id == id && u.PersonId != null
                && !db.Set<Person>().Any(p => p.Id == u.PersonId && p.IdNumberHash == stranger.IdNumberHash)));
            if (isOthers)
            {
                return null;
            }

            var verdict = await verifier.VerifyIdentityCardAsync(name, card!, cancellationToken);
            submitted = await DecideIdentityAsync(id, stranger, verdict, cancellationToken);
            var isWrong = await units.ReadAsync(db => db.Set<Evidence>().AnyAsync(
                e => e.Id == submitted && (e.Status == EvidenceStatus.Rejected || e.ClaimedPersonId != null), CancellationToken.None));
            return isWrong ? null : card;
        }, cancellationToken: cancellationToken);
        return isOthers ? throw new DomainException(new AlreadyIdentifiedError()) : submitted;
    }

    private Task<EvidenceId> DecideIdentityAsync(
        UserId id, Person stranger, Verdict verdict, CancellationToken cancellationToken) =>
        decisions.DecideAsync(id, EvidenceKind.IdCard, verdict, async (db, evidence) =>
        {
            await Restrictions.RequireActiveAsync(db, id, clock.UtcNow());
            var user = await db.Set<User>().AsTracking().SingleAsync(u => u.Id == id, cancellationToken);

            // Locked before it is read: what is kept of a person may be erased at any moment.
            var sameNumber = db.Set<Person>().Where(p => p.IdNumberHash == stranger.IdNumberHash);
            await db.LockAsync(sameNumber);
            var person = await sameNumber.AsTracking().SingleOrDefaultAsync(cancellationToken);
            if (user.PersonId is not null && user.PersonId != person?.Id)
            {
                throw new DomainException(new AlreadyIdentifiedError());
            }

            if (verdict.Status != EvidenceStatus.Accepted)
            {
                return;
            }

            if (person is { ErasedAt: null } && person.FullName != stranger.FullName)
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
            if (user.PersonId is null && await PersonAccounts.NeedsProofAsync(db, person.Id, id))
            {
                // A stranger may know the name and the number too, so they prove nothing yet.
                evidence.Row.Claim(person.Id);
                evidence.Verdict = Verdict.Pending with { Reason = PersonAccounts.ClaimNeedsProof };
                return;
            }

            person.Return();
            user.Identify(person, user.JoinedThroughId);
        });
}
