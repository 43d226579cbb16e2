using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Users.RealNames;

// The channels that add nothing but their verdict.
public sealed partial class IdentityProofing
{
    private const int OrdersNeeded = 3;

    public async Task<EvidenceId> SubmitAddressAsync(
        UserId id, string province, string city, string street, CancellationToken cancellationToken)
    {
        new Validation()
            .Check(Divisions.IsName(province), "This is none of the 34 divisions at province level.", "address", "province")
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

    /// <summary>Whom the account stands for; null while it stands for nobody.</summary>
    private async Task<VerifiedIdentity?> IdentityAsync(UserId id, CancellationToken cancellationToken) =>
        (await units.ReadAsync(db => (
            from user in db.Set<User>()
            join found in db.Set<Person>() on user.PersonId equals found.Id
            where user.Id == id
            select found).SingleOrDefaultAsync(cancellationToken)))?.Identity(box);

    public async Task<EvidenceId> SubmitOrderHistoryAsync(UserId id, bool consent, CancellationToken cancellationToken)
    {
        new Validation()
            .Check(consent, "Without consent no orders are looked at.", "transactionHistory", "consent")
            .ThrowIfAny();
        var completed = await orders.CountCompletedAsync(id, clock.UtcNow().AddMonths(-12), cancellationToken);
        var verdict = completed >= OrdersNeeded
            ? Verdict.Accepted
            : Verdict.Rejected($"{OrdersNeeded - completed} more completed orders in 12 months are needed.");
        return await DecideAsync(id, EvidenceKind.TransactionHistory, verdict, (_, _) => Task.CompletedTask);
    }
}
