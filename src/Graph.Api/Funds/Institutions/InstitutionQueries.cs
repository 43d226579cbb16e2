using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Relay;
using Graph.Domain.Funds.Institutions;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Funds.Institutions;

[QueryFields]
public sealed class InstitutionQueries
{
    private static readonly KeptList<ValueTuple, Institution> Waiting = new(
        new Keyset<Institution>("waiting institutions").By(i => i.OpenedAt).By(i => i.LicenceNumber),
        (db, _) => db.Set<Institution>().Where(i => i.VerifiedAt == null));

    private static readonly KeptList<ValueTuple, Institution> Verified = new(
        new Keyset<Institution>("verified institutions").By(i => i.OpenedAt).By(i => i.LicenceNumber),
        (db, _) => db.Set<Institution>().Where(i => i.VerifiedAt != null));

    /// <summary>
    /// The institutions that may not sell, because they wait to be verified or because that was taken back; or those that may. Those
    /// that were opened first come first.
    /// </summary>
    /// <param name="verified">True for the institutions that may sell, false for the others.</param>
    [RequiresRole(Role.Admin)]
    public static async Task<Connection<InstitutionNode>?> Institutions(
        GraphDb db, PageArguments page, CancellationToken cancellationToken, bool verified = false) =>
        await (verified ? Verified : Waiting).PageAsync(
            db, default, page, institution => new InstitutionNode(institution), cancellationToken);
}
