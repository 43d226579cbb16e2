using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Funds.Institutions;

/// <summary>
/// Takes the verification of a user's institutions back when the user loses CLASS_III. Nobody can invest there until an operator verifies
/// them again. What people hold can be redeemed.
/// </summary>
public sealed class InstitutionsEnd : ILevelLoss
{
    public async Task EndAsync(GraphDb db, UserId user, RealNameLevel level, DateTime now)
    {
        if (level >= RealNameLevel.ClassIII)
        {
            return;
        }

        var verified = db.Set<Institution>().Where(i => i.OwnerId == user && i.VerifiedAt != null);
        foreach (var institution in await verified.OrderBy(i => i.Id).ToListAsync())
        {
            db.Raise(new InstitutionVerified(institution, IsVerified: false, now));
        }

        await verified.ExecuteUpdateAsync(set => set
            .SetProperty(i => i.VerifiedAt, (DateTime?)null)
            .SetProperty(i => i.VerifiedBy, (UserId?)null));
    }
}
