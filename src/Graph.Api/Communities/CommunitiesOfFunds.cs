using Graph.Api.Funds.Catalogue;
using Graph.Api.Funds.Orders;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Domain.Communities;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Communities;

/// <summary>The fields of a fund that concern communities.</summary>
[FieldsOf(typeof(FundNode))]
public sealed class CommunitiesOfFund
{
    private static readonly KeptLists<FundId, (UserId Viewer, IReadOnlyList<FundId> Funds), FundCommunity> OfFunds = new(
        new Keyset<FundCommunity>("communities of fund").By(row => row.Community.CreatedAt, descending: true).By(row => row.Community.Tiebreak),
        (db, of) => db.Set<Fund>().Where(f => of.Funds.Contains(f.Id)).Select(f => f.Id),
        (db, of) => from community in db.Set<Community>().Where(Community.VisibleTo(of.Viewer, db))
                    where community.FundId != null && of.Funds.Contains(community.FundId.Value)
                    select new FundCommunity { Fund = community.FundId!.Value, Community = community },
        row => row.Fund);

    /// <summary>The communities whose members invest in this fund, as far as the viewer may see them, the latest first.</summary>
    public static Loading<Connection<CommunityNode>> Communities(FundNode fund, GraphDb db, Caller caller, PageLoaders pages, PageArguments page) =>
        pages.Load<FundId, CommunityNode>(fund.Row.Id, page, (funds, cancellationToken) => OfFunds.PagesAsync(
            db, (caller.IdOrNobody, funds), funds, page, row => new CommunityNode(row.Community), cancellationToken)).Then(found => found!);

    private sealed class FundCommunity
    {
        public required FundId Fund { get; init; }

        public required Community Community { get; init; }
    }
}

/// <summary>The fields of an order of a fund that concern communities.</summary>
[FieldsOf(typeof(FundOrderNode))]
public sealed class CommunityOfOrder
{
    /// <summary>The community with which the viewer invested; null when none was named, or when the viewer may not see it any more.</summary>
    public static Loading<CommunityNode?> Community(FundOrderNode order, CommunityLoaders communities) => communities.OfOrder.Load(order.Row.Id);
}
