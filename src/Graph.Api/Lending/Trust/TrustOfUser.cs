using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Loading;
using Graph.Api.Users;
using Graph.Domain.Lending.Trust;

namespace Graph.Api.Lending.Trust;

/// <summary>The fields of a user that concern trust.</summary>
[FieldsOf(typeof(UserNode))]
public sealed class TrustOfUser
{
    /// <summary>
    /// What the viewer could borrow from this person; null unless the person is a friend, or a friend of a friend.
    /// </summary>
    public static Loading<TrustNode?> Trust(UserNode node, LoanLoaders loans) =>
        loans.Trust.Load(node.Entity.Id, trust => trust is null ? null : new TrustNode(trust));

    /// <summary>
    /// The band of this person's trust score; null unless the person is the viewer, or a friend who shows it.
    /// </summary>
    public static Loading<TrustBand?> TrustBand(UserNode node, Caller caller, LoanLoaders loans) =>
        node.Entity.ShowsTrustBand || node.Entity.Id == caller.Id
            ? loans.Bands.Load(node.Entity.Id)
            : new Loaded<TrustBand?>((TrustBand?)null);
}
