using Graph.Api.Lending.Guarantees;
using Graph.Api.Lending.Loans;
using Graph.Api.Lending.Trust;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Domain.Lending.Trust;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Lending;

/// <summary>Which trust lines: those that the viewer gave, or those that the viewer received.</summary>
public enum TrustDirection
{
    /// <summary>The viewer gave them to friends.</summary>
    Given,

    /// <summary>Friends gave them to the viewer.</summary>
    Received,
}

/// <summary>The fields of the viewer that concern lending.</summary>
[FieldsOf(typeof(ViewerNode))]
public sealed class LendingOfViewer
{
    private static readonly KeptList<UserId, TrustLine> Given = new(
        Newest("trust lines given"), (db, viewer) => db.Set<TrustLine>().Where(TrustLine.VisibleTo(viewer)).Where(l => l.GiverId == viewer));

    private static readonly KeptList<UserId, TrustLine> Received = new(
        Newest("trust lines received"), (db, viewer) => db.Set<TrustLine>().Where(TrustLine.VisibleTo(viewer)).Where(l => l.ReceiverId == viewer));

    private static Keyset<TrustLine> Newest(string list) =>
        new Keyset<TrustLine>(list).By(line => line.UpdatedAt, descending: true).By(line => line.Tiebreak, descending: true);

    /// <summary>The loans in which the viewer lends or borrows, the latest first.</summary>
    /// <param name="where">
    /// A filter. For the loans that wait for the viewer's answer as a lender, use
    /// `{ status: { eq: REQUESTED }, role: { eq: LENDER } }`.
    /// </param>
    public static Task<Connection<LoanNode>> Loans(
        ViewerNode viewer, GraphDb db, TimeProvider clock, LoanFilterInput? where, PageArguments page, CancellationToken cancellationToken) =>
        LoanRows.PageAsync(db, viewer.UserId, clock.UtcNow(), where, page, cancellationToken);

    /// <summary>The guarantees that friends asked the viewer for, the latest first.</summary>
    public static Task<Connection<GuaranteeNode>> Guarantees(
        ViewerNode viewer, GraphDb db, PageArguments page, CancellationToken cancellationToken) =>
        LoanRows.GuaranteesAsync(db, viewer.UserId, page, cancellationToken);

    /// <summary>The trust lines that the viewer gave or received, the latest changed first.</summary>
    /// <param name="direction">Which of them.</param>
    public static Task<Connection<TrustLineNode>> TrustLines(
        ViewerNode viewer, GraphDb db, PageArguments page, CancellationToken cancellationToken, TrustDirection direction = TrustDirection.Given) =>
        (direction == TrustDirection.Given ? Given : Received).PageAsync(
            db, viewer.UserId, page, line => new TrustLineNode(line), cancellationToken);

    /// <summary>The viewer's trust score, explained by its parts. Only the viewer sees it.</summary>
    public static Loading<TrustScoreNode> TrustScore(ViewerNode viewer, LoanLoaders loans) =>
        loans.Scores.Load(viewer.UserId, score => new TrustScoreNode(score!));
}
