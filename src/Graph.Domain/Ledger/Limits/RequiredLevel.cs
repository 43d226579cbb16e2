using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Ledger.Limits;

/// <summary>Requires a level that depends on data, so that a schema directive cannot require it.</summary>
internal static class RequiredLevel
{
    public static async Task RequireAsync(GraphDb db, UserId user, RealNameLevel current, RealNameLevel level)
    {
        if (current >= level)
        {
            return;
        }

        var accepted = await db.Set<Evidence>()
            .Where(e => e.UserId == user && e.Status == EvidenceStatus.Accepted)
            .Select(e => e.Kind)
            .ToListAsync();
        throw new DomainException(new RealNameLevelRequiredError(
            level, current, RealNameLevels.Missing(accepted, level).Missing));
    }
}
