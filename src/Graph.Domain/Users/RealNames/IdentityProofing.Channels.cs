using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Users.RealNames;

// The channels that store nothing but the verdict.
public sealed partial class IdentityProofing
{
    private const int OrdersNeeded = 3;

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
        var completed = await orders.CountCompletedAsync(id, clock.UtcNow().AddMonths(-12), cancellationToken);
        var verdict = completed >= OrdersNeeded
            ? Verdict.Accepted
            : Verdict.Rejected($"{OrdersNeeded - completed} more completed orders within 12 months are needed.");
        return await DecideAsync(id, EvidenceKind.TransactionHistory, verdict, (_, _) => Task.CompletedTask);
    }
}
