using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Users.RealNames;

/// <summary>
/// Ends what a user may no longer have after losing a real-name level. It never takes money away; it only ends what
/// has not happened yet. Features with such objects implement it.
/// </summary>
public interface ILevelLoss
{
    Task EndAsync(GraphDb db, UserId user, RealNameLevel level, DateTime now);
}
