using Graph.Api.Lending.Guarantees;
using Graph.Api.Lending.Loans;
using Graph.Api.Lending.Trust;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Loading;
using Graph.Domain.Friendships;
using Graph.Domain.Lending.Books;
using Graph.Domain.Lending.Guarantees;
using Graph.Domain.Lending.Loans;
using Graph.Domain.Lending.Trust;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Lending;

/// <summary>
/// Loads loans, guarantees and trust lines by ID, as far as the viewer may see them, and what belongs to loans. Each batch is
/// one database command.
/// </summary>
public sealed class LoanLoaders(GraphDb db, Caller caller, LoaderMemory memory, TimeProvider clock)
{
    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<LoanId> Ids), Loan> Visible = new((db, of) =>
        db.Set<Loan>().Where(l => of.Ids.Contains(l.Id)).Where(Loan.VisibleTo(of.Viewer, db)));

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<GuaranteeId> Ids), Guarantee> VisibleGuarantees = new((db, of) =>
        db.Set<Guarantee>().Where(g => of.Ids.Contains(g.Id)).Where(Guarantee.VisibleTo(of.Viewer, db)));

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<TrustLineId> Ids), TrustLine> VisibleLines = new((db, of) =>
        db.Set<TrustLine>().Where(l => of.Ids.Contains(l.Id)).Where(TrustLine.VisibleTo(of.Viewer)));

    private static readonly KeptQuery<IReadOnlyList<LoanId>, LoanTransaction> AllTransactions = new((db, ids) =>
        db.Set<LoanTransaction>().Where(t => ids.Contains(t.LoanId)));

    private static readonly KeptQuery<IReadOnlyList<LoanId>, Guarantee> AllGuarantees = new((db, ids) =>
        db.Set<Guarantee>().Where(g => ids.Contains(g.LoanId)).OrderBy(g => g.AskedAt).ThenBy(g => g.Tiebreak));

    private static readonly KeptQuery<IReadOnlyList<LoanId>, LoanContract> AllContracts = new((db, ids) =>
        db.Set<LoanContract>().Where(c => ids.Contains(c.LoanId)));

    public BatchLoader<LoanId, LoanNode?> Loans => field ??= new(memory, async (ids, cancellationToken) =>
        await Visible.DictionaryAsync(db, (caller.Viewer, ids), l => l.Id, l => (LoanNode?)new LoanNode(l), cancellationToken), null);

    public BatchLoader<GuaranteeId, GuaranteeNode?> GuaranteesById => field ??= new(memory, async (ids, cancellationToken) =>
        await VisibleGuarantees.DictionaryAsync(
            db, (caller.Viewer, ids), g => g.Id, g => (GuaranteeNode?)new GuaranteeNode(g, null), cancellationToken), null);

    public BatchLoader<TrustLineId, TrustLineNode?> Lines => field ??= new(memory, async (ids, cancellationToken) =>
        await VisibleLines.DictionaryAsync(
            db, (caller.Viewer, ids), l => l.Id, l => (TrustLineNode?)new TrustLineNode(l), cancellationToken), null);

    /// <summary>The contract of a loan. Ask only for loans that the viewer may see.</summary>
    public BatchLoader<LoanId, LoanContractNode?> Contracts => field ??= new(memory, async (ids, cancellationToken) =>
        await AllContracts.DictionaryAsync(db, ids, c => c.LoanId, c => (LoanContractNode?)new LoanContractNode(c), cancellationToken), null);

    /// <summary>The guarantees for a loan. Ask only for loans that the viewer may see.</summary>
    public BatchLoader<LoanId, IReadOnlyList<Guarantee>> Guarantees => field ??= new(memory, async (ids, cancellationToken) =>
        Grouped(await AllGuarantees.ListAsync(db, ids, cancellationToken), g => g.LoanId), []);

    /// <summary>What the viewer could borrow from people; null for those who are farther away than friends of friends.</summary>
    public BatchLoader<UserId, TrustOf?> Trust => field ??= new(memory, async (ids, cancellationToken) =>
        (await TrustReader.OfAsync(db, caller.Viewer, ids, cancellationToken)).ToDictionary(one => one.Key, one => (TrustOf?)one.Value), null);

    /// <summary>The trust scores of people. Ask only for the viewer's own.</summary>
    public BatchLoader<UserId, TrustScore?> Scores => field ??= new(memory, async (ids, cancellationToken) =>
        (await TrustScores.OfAsync(db, ids, clock.UtcNow(), cancellationToken)).ToDictionary(one => one.Key, one => (TrustScore?)one.Value), null);

    /// <summary>The bands of the viewer and of the viewer's friends. Ask only for people who show theirs.</summary>
    public BatchLoader<UserId, TrustBand?> Bands => field ??= new(memory, async (ids, cancellationToken) =>
    {
        var viewer = caller.Viewer;
        var near = await db.Set<Friendship>()
            .Where(f => f.OwnerId == viewer && ids.Contains(f.FriendId))
            .Select(f => f.FriendId)
            .ToListAsync(cancellationToken);
        var scores = await TrustScores.OfAsync(
            db, [.. near, .. ids.Where(id => id == viewer)], clock.UtcNow(), cancellationToken);
        return scores.ToDictionary(one => one.Key, one => (TrustBand?)one.Value.Band);
    }, null);

    private readonly BatchLoader<LoanId, IReadOnlyList<LoanTransaction>> _transactions = new(memory, async (ids, cancellationToken) =>
        Grouped(await AllTransactions.ListAsync(db, ids, cancellationToken), t => t.LoanId), []);

    /// <summary>How a loan stands today. Ask only for loans that the viewer may see.</summary>
    public Loading<LoanStanding> StandingOf(Loan loan)
    {
        var (transactions, guarantees) = (_transactions.Load(loan.Id), Guarantees.Load(loan.Id));
        return new Fetched<LoanStanding>(async cancellationToken => LoanStanding.Of(
            loan,
            await transactions.GetResultAsync(cancellationToken),
            await guarantees.GetResultAsync(cancellationToken),
            BusinessCalendar.DateOf(clock.UtcNow())));
    }

    private static Dictionary<LoanId, IReadOnlyList<T>> Grouped<T>(IEnumerable<T> rows, Func<T, LoanId> loan) =>
        rows.GroupBy(loan).ToDictionary(group => group.Key, group => (IReadOnlyList<T>)[.. group]);
}
