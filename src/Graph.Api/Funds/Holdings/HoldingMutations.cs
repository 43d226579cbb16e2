using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Errors;
using Graph.Domain.Funds.Holdings;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Funds.Holdings;

/// <summary>Says which people may see that the viewer invested in a fund.</summary>
/// <param name="Holding">The ID of a holding of the viewer (`viewer.holdings`).</param>
/// <param name="Visibility">The people who may see it, never how much. PARTIES: only the viewer.</param>
public sealed record SetHoldingVisibilityInput(HoldingId Holding, Visibility Visibility);

/// <param name="Holding">The holding.</param>
public sealed record HoldingVisibilitySet(HoldingNode Holding);

[MutationFields]
public sealed class HoldingMutations
{
    /// <summary>
    /// Sets who may see that the viewer invested in a fund, without a new order: in `friendsInvested` and in feeds, also on lines that
    /// are there already. It acts at once, and on open subscriptions too. A subscription that is placed later
    /// sets it again: to its own `visibility`, or to PARTIES when that is left out. It takes no PIN,
    /// and works at any real-name level and when the account is frozen. Calling it again with the same input changes nothing.
    /// </summary>
    [Authenticated]
    [Errors(typeof(NotFoundError))]
    public static async Task<HoldingVisibilitySet> SetHoldingVisibility(
        HoldingVisibility visibility, FundLoaders funds, Caller caller, SetHoldingVisibilityInput input)
    {
        var id = await visibility.SetAsync(caller.Viewer, input.Holding, input.Visibility);

        // It takes no cancellation token, because the change is committed.
        return new((await funds.Holdings.LoadAsync(id, CancellationToken.None))!);
    }
}
