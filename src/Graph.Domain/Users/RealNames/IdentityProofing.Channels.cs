using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Users.RealNames;

// The channels that store nothing but the verdict.
public sealed partial class IdentityProofing
{
    /// <summary>
    /// How many merchants the person must have completed orders with. One merchant alone could be a friend who buys and
    /// sells for show.
    /// </summary>
    private const int MerchantsNeeded = 3;

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
        var verdict = await verifier.VerifyAddressAsync(province, city, street, cancellationToken);
        return await decisions.DecideAsync(id, EvidenceKind.Address, verdict, (_, _) => Task.CompletedTask);
    }

    /// <summary>
    /// Submits a face. It is compared with the identity card of the account: with the accepted one, or with one that
    /// waits because another account has the same identity number.
    /// </summary>
    public async Task<EvidenceId> SubmitFaceAsync(UserId id, string token, CancellationToken cancellationToken)
    {
        var person = await units.ReadAsync(db => persons.OfAccountOrClaimAsync(db, id));
        var verdict = person is null
            ? Verdict.Rejected("Submit your identity card first: a face is compared with it.")
            : await verifier.VerifyFaceAsync(Pasted.Token(token), person.Identity(box), cancellationToken);
        return await decisions.DecideAsync(id, EvidenceKind.Face, verdict, async (db, evidence) =>
        {
            if (verdict.Status == EvidenceStatus.Accepted && !await persons.ShowFaceAsync(db, id, person!.Id))
            {
                evidence.Verdict = Verdict.Rejected("The identity card was changed meanwhile; submit your face again.");
            }
        });
    }

    public async Task<EvidenceId> SubmitOrderHistoryAsync(UserId id, bool consent, CancellationToken cancellationToken)
    {
        new Validation()
            .Check(consent, "Your orders can only be checked with your consent.", "transactionHistory", "consent")
            .ThrowIfAny();
        var now = clock.UtcNow();
        var merchants = await orders.CountMerchantsAsync(id, SmallestOrder, now.AddMonths(-12), cancellationToken);
        var missing = MerchantsNeeded - merchants;
        var verdict = missing <= 0
            ? Verdict.Accepted with { ValidUntil = now.AddYears(1) }
            : Verdict.Rejected(
                $"{missing} more completed {(missing == 1 ? "order" : "orders")} of {SmallestOrder} or more within 12 months "
                + $"{(missing == 1 ? "is" : "are")} needed, each with a merchant that does not count yet.");
        return await decisions.DecideAsync(id, EvidenceKind.TransactionHistory, verdict, (_, _) => Task.CompletedTask);
    }
}
