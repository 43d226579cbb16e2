using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;

namespace Graph.Domain.Users.RealNames;

/// <summary>
/// What ends when somebody's real-name level falls: never money, only what was still to come. Implemented by the features
/// that know of such things.
/// </summary>
public interface ILevelLoss
{
    Task EndAsync(GraphDb db, UserId user, RealNameLevel level, DateTime now);
}
