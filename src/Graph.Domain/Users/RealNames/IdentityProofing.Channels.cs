using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Users.RealNames;

// The channels that store nothing but the verdict.
public sealed partial class IdentityProofing
{
    /// <summary>
    /// With the merchants of how many people the person must have completed orders. One alone could be a friend who buys and
    /// sells for show, with as many merchants as it takes.
    /// </summary>
    private const int SellersNeeded = 3;

    private static readonly Money SmallestOrder = Money.Yuan(10);

    public async Task<EvidenceId> SubmitAddressAsync(
        UserId id, string province, string city, string street, CancellationToken cancellationToken)
    {
        var check = new Validation();
        province = TextKind.City.Read(province, out _);
        city = check.Text(TextKind.City, city, "address", "city");
        street = check.Text(TextKind.Street, street, "address", "street");
        check
            .Check(Divisions.IsName(province),
                "This is not one of the 34 province-level divisions of China.", "address", "province")
            .ThrowIfAny();
        var verdict = await GuessAsync("address", id.Value, () => verifier.VerifyAddressAsync(province, city, street, cancellationToken), cancellationToken);
        return await decisions.DecideAsync(id, EvidenceKind.Address, verdict, (_, _) => Task.CompletedTask);
    }

    /// <summary>
    /// Submits a face. It is compared with the identity card of the account: with the accepted one, or with one that
    /// waits because another account has the same identity number. A rejected face counts as a wrong guess of the account, and of all
    /// accounts together that only claim to be the person; but an account's first face of a day is always looked at, so that
    /// strangers with wrong faces do not keep the person from showing the right one.
    /// </summary>
    public async Task<EvidenceId> SubmitFaceAsync(UserId id, string token, CancellationToken cancellationToken)
    {
        var person = await units.ReadAsync(db => persons.OfAccountOrClaimAsync(db, id));
        var verdict = person is null
            ? Verdict.Rejected("Submit your identity card first: a face is compared with it.")
            : await GuessAsync("face", id.Value, () => CompareAsync(person), cancellationToken);
        return await decisions.DecideAsync(id, EvidenceKind.Face, verdict, async (db, evidence) =>
        {
            if (verdict.Status == EvidenceStatus.Accepted && !await persons.ShowFaceAsync(db, id, person!.Id))
            {
                evidence.Verdict = Verdict.Rejected("The identity card was changed meanwhile; submit your face again.");
            }
        });

        async Task<Verdict> CompareAsync(Person person)
        {
            var isKnown = await units.ReadAsync(db => db.Set<User>().AnyAsync(u => u.Id == id && u.PersonId == person.Id, cancellationToken));
            return isKnown || await IsFirstOfDayAsync(id) ? await AskAsync() : await GuessAsync("face", person.Id.Value, AskAsync, cancellationToken);

            Task<Verdict> AskAsync() => verifier.VerifyFaceAsync(Pasted.Token(token), person.Identity(box), cancellationToken);
        }
    }

    public async Task<EvidenceId> SubmitOrderHistoryAsync(UserId id, bool consent, CancellationToken cancellationToken)
    {
        new Validation()
            .Check(consent, "Your orders can only be checked with your consent.", "transactionHistory", "consent")
            .ThrowIfAny();
        var now = clock.UtcNow();
        var sellers = await orders.CountSellersAsync(id, SmallestOrder, now.AddMonths(-12), cancellationToken);
        var missing = SellersNeeded - sellers;
        var verdict = missing <= 0
            ? Verdict.Accepted with { ValidUntil = now.AddYears(1) }
            : Verdict.Rejected(
                $"{missing} more completed {(missing == 1 ? "order" : "orders")} of {SmallestOrder} or more within 12 months "
                + $"{(missing == 1 ? "is" : "are")} needed, each with a merchant of somebody who does not count yet.");
        return await decisions.DecideAsync(id, EvidenceKind.TransactionHistory, verdict, (_, _) => Task.CompletedTask);
    }

    private Task<bool> IsFirstOfDayAsync(UserId id)
    {
        var since = clock.UtcNow().AddDays(-1);
        return units.ReadAsync(async db =>
            !await db.Set<Evidence>().AnyAsync(e => e.UserId == id && e.Kind == EvidenceKind.Face && e.SubmittedAt > since));
    }

    /// <summary>Asks the verifier, and counts what it rejects as a wrong guess.</summary>
    private async Task<Verdict> GuessAsync(string secret, Guid by, Func<Task<Verdict>> ask, CancellationToken cancellationToken)
    {
        Verdict? verdict = null;
        await throttle.GuessAsync(secret, Guesser.Person(by.ToString("N")), async () =>
        {
            verdict = await ask();
            return verdict.Status == EvidenceStatus.Rejected ? null : verdict;
        }, cancellationToken: cancellationToken);
        return verdict!;
    }
}
