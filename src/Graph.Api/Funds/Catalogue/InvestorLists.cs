using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Domain.Friendships;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Holdings;
using Graph.Domain.Persistence;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Funds.Catalogue;

/// <summary>Lists of the viewer's friends who hold units of a fund and let others see it.</summary>
internal static class InvestorLists
{
    private static readonly KeptLists<FundId, (UserId Viewer, IReadOnlyList<FundId> Funds), Investor> OfFunds = new(
        new Keyset<Investor>("friends who invested").By(row => row.SortName).By(row => row.Friend.Handle),
        (db, of) => db.Set<Fund>().Where(f => of.Funds.Contains(f.Id)).Select(f => f.Id),
        (db, of) => from mine in db.Set<Friendship>()
                    join friend in db.Set<User>() on mine.FriendId equals friend.Id
                    join holding in db.Set<Holding>().Where(HoldingVisibility.IsShown(db)) on friend.Id equals holding.UserId
                    where mine.OwnerId == of.Viewer
                        && of.Funds.Contains(holding.FundId)
                        && holding.Units > 0
                    select new Investor { Fund = holding.FundId, Friend = UserProfile.Of(friend), SortName = friend.SortName },
        row => row.Fund);

    public static Loading<Connection<UserNode>> OfFund(PageLoaders pages, GraphDb db, UserId? caller, FundId fund, PageArguments page) =>
        caller is not { } viewer ? new Loaded<Connection<UserNode>>(Connection<UserNode>.Empty) :
        pages.Load<FundId, UserNode>(fund, page, (funds, cancellationToken) => OfFunds.PagesAsync(
            db, (viewer, funds), funds, page, row => new UserNode(row.Friend), cancellationToken)).Then(found => found!);

    private sealed class Investor
    {
        public required FundId Fund { get; init; }

        public required UserProfile Friend { get; init; }

        public required SortKey SortName { get; init; }
    }
}
