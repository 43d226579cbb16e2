using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

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
        new Validation()
            .Check(Divisions.IsName(province),
                "This is not one of the 34 province-level divisions of China.", "address", "province")
            .Check(city.Trim().Length is > 0 and <= 60, "A city has 1 to 60 characters.", "address", "city")
            .Check(street.Trim().Length is > 0 and <= 200, "A street has 1 to 200 characters.", "address", "street")
            .ThrowIfAny();
        var verdict = await verifier.VerifyAddressAsync(province, city, street, cancellationToken);
        return await DecideAsync(id, EvidenceKind.Address, verdict, (_, _) => Task.CompletedTask);
    }

    public async Task<EvidenceId> SubmitFaceAsync(UserId id, string token, CancellationToken cancellationToken)
    {
        var verdict = await verifier.VerifyFaceAsync(token, await IdentityAsync(id, cancellationToken), cancellationToken);
        return await DecideAsync(id, EvidenceKind.Face, verdict, (_, _) => Task.CompletedTask);
    }

    /// <summary>Returns the person as whom the account is identified; null when it is not identified yet.</summary>
    private async Task<VerifiedIdentity?> IdentityAsync(UserId id, CancellationToken cancellationToken) =>
        (await units.ReadAsync(db => (
            from user in db.Set<User>()
            join found in db.Set<Person>() on user.PersonId equals found.Id
            where user.Id == id
            select found).SingleOrDefaultAsync(cancellationToken)))?.Identity(box);

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
        return await DecideAsync(id, EvidenceKind.TransactionHistory, verdict, (_, _) => Task.CompletedTask);
    }
}
