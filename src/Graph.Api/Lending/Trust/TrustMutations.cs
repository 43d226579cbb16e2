using Graph.Api.Payments;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Errors;
using Graph.Domain.Friendships;
using Graph.Domain.Ledger;
using Graph.Domain.Lending;
using Graph.Domain.Lending.Trust;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Lending.Trust;

/// <summary>A promise to lend to a friend.</summary>
/// <param name="User">The ID of the friend.</param>
/// <param name="Limit">The most that the friend may owe on it. Zero ends the promise; open loans stay as they are.</param>
/// <param name="Chains">
/// Whether friends of the friend may count on it in a chain of trust. When it is left out it is false, also for a promise that there is
/// already: send the present value to keep it.
/// </param>
public sealed record SetTrustLineInput(UserId User, MoneyInput Limit, bool Chains = false);

/// <param name="TrustLine">The trust line with its new limit.</param>
public sealed record TrustLineSet(TrustLineNode TrustLine);

[MutationFields]
public sealed class TrustMutations
{
    /// <summary>
    /// Promises to lend to a friend up to a limit, changes the limit, or ends the promise with a limit of zero. A limit below
    /// what is used stops new loans only. The friend sees the promise. Calling it again changes nothing.
    /// </summary>
    [RequiresRealName(RealNameLevel.ClassII)]
    [Errors(
        typeof(ValidationError),
        typeof(NotFoundError),
        typeof(NotFriendsError),
        typeof(RealNameLevelRequiredError),
        typeof(AccountFrozenError),
        typeof(CounterpartyUnavailableError))]
    public static async Task<TrustLineSet> SetTrustLine(TrustLines lines, GraphDb db, Caller caller, SetTrustLineInput input)
    {
        var id = await lines.SetAsync(caller.Viewer, input.User, input.Limit.ToLimit("limit"), input.Chains);
        return new TrustLineSet(new TrustLineNode(await db.Set<TrustLine>().SingleAsync(l => l.Id == id)));
    }
}
