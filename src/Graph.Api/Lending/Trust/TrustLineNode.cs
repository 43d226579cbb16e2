using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Domain.Lending.Trust;
using Graph.Domain.Shared;

namespace Graph.Api.Lending.Trust;

/// <summary>
/// A standing promise to lend to a friend up to a limit. A loan that is paid out uses it for its whole principal, if enough is
/// left of it. Only the two people see it.
/// </summary>
public sealed class TrustLineNode(TrustLine line) : INode
{
    /// <summary>The opaque global ID. Only the two people can fetch the trust line by it.</summary>
    public ITypedId Id => line.Id;

    /// <summary>The person who gives the promise.</summary>
    public Loading<UserNode> From(UserLoaders users) => users.Named.Load(line.GiverId, user => user!);

    /// <summary>The person who may borrow.</summary>
    public Loading<UserNode> To(UserLoaders users) => users.Named.Load(line.ReceiverId, user => user!);

    /// <summary>The limit; zero when the promise has ended, while a loan still uses it.</summary>
    public Money Limit => Amount(line.CreditLimit);

    /// <summary>The unpaid principal of the loans that use it. It can be more than a limit that was lowered.</summary>
    public Money Used => Amount(line.Used);

    /// <summary>The amount that new loans can still use.</summary>
    public Money Available => Amount(line.Available);

    /// <summary>Whether friends of the person who may borrow can count on it in a chain of trust.</summary>
    public bool Chains => line.Chains;

    /// <summary>The time of the last change of the limit, in UTC.</summary>
    public DateTime UpdatedAt => line.UpdatedAt;

    private Money Amount(long minorUnits) => new(minorUnits, line.Currency);
}
