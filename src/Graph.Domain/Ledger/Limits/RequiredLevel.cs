using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Ledger.Limits;

/// <summary>Where the level that is needed depends on data, and so no directive can ask for it.</summary>
internal static class RequiredLevel
{
    public static async Task RequireAsync(GraphDb db, User user, RealNameLevel level)
    {
        if (user.Level >= level)
        {
            return;
        }

        var accepted = await db.Set<Evidence>()
            .Where(e => e.UserId == user.Id && e.Status == EvidenceStatus.Accepted)
            .Select(e => e.Kind)
            .ToListAsync();
        throw new DomainException(new RealNameLevelRequiredError(
            level, user.Level, RealNameLevels.Missing(accepted, level).Missing));
    }
}
