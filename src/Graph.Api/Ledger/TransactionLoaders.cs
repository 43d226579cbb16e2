using Graph.Api.Server.Authorization;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.BankCards;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Ledger;

/// <summary>
/// Loads transactions and their details by ID, as far as the viewer may see them. Each batch is one database command.
/// </summary>
public sealed class TransactionLoaders(
    GraphDb db,
    Caller caller,
    LoaderMemory memory,
    UserLoaders users,
    IEnumerable<IBusinessSource> businesses,
    IEnumerable<ITransactionSubjectSource> subjects)
{
    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<TransactionId> Ids), Transaction> Visible = new((db, of) =>
        db.Set<Transaction>().Where(t => of.Ids.Contains(t.Id)).Where(Transaction.VisibleTo(of.Viewer, db)));

    private static readonly KeptQuery<IReadOnlyList<TransactionId>, Transaction> Every = new((db, ids) =>
        db.Set<Transaction>().Where(t => ids.Contains(t.Id)));

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<TransactionId> Ids), Transaction> SharedOnes = new((db, of) =>
        db.Set<Transaction>().Where(t => of.Ids.Contains(t.Id)).Where(Transaction.SharedWith(of.Viewer, db)));

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<TransactionId> Ids), Line> PostedLines = new((db, of) =>
        from entry in db.Set<Entry>()
        join account in db.Set<Account>() on entry.AccountId equals account.Id
        where of.Ids.Contains(entry.TransactionId) && account.OwnerId == of.Viewer && entry.PostingId != null
        select new Line
        {
            TransactionId = entry.TransactionId,
            Sequence = entry.Sequence,
            BalanceAfter = entry.BalanceAfter,
            Currency = account.Currency,
        });

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<AccountId> Ids), BusinessMember> Memberships = new((db, of) =>
        db.Set<BusinessMember>().Where(m => of.Ids.Contains(m.AccountId) && m.UserId == of.Viewer));

    private static readonly KeptQuery<IReadOnlyList<TransactionId>, TransactionEvent> Steps = new((db, ids) =>
        db.Set<TransactionEvent>().Where(e => ids.Contains(e.TransactionId)).OrderBy(e => e.Number));

    private static readonly KeptQuery<(UserId Viewer, IReadOnlyList<TransactionId> Ids), Transaction> VisibleReversals = new((db, of) =>
        db.Set<Transaction>().Where(t => t.ReversesId != null && of.Ids.Contains(t.ReversesId.Value)).Where(Transaction.VisibleTo(of.Viewer, db)));

    private static readonly KeptQuery<IReadOnlyList<TransactionId>, Transaction> EveryReversal = new((db, ids) =>
        db.Set<Transaction>().Where(t => t.ReversesId != null && ids.Contains(t.ReversesId.Value)));

    private static readonly KeptQuery<IReadOnlyList<BankCardId>, BankCard> Cards = new((db, ids) =>
        db.Set<BankCard>().Where(c => ids.Contains(c.Id)));

    public BatchLoader<TransactionId, TransactionNode?> ById => field ??= new(memory, async (ids, cancellationToken) =>
        await (caller.IsOperator
            ? Every.DictionaryAsync(db, ids, t => t.Id, t => (TransactionNode?)new TransactionNode(t), cancellationToken)
            : Visible.DictionaryAsync(
                db, (caller.Viewer, ids), t => t.Id, t => (TransactionNode?)new TransactionNode(t), cancellationToken)), null);

    /// <summary>A payment between two people, as feeds show it.</summary>
    public BatchLoader<TransactionId, SharedPaymentNode?> Shared => field ??= new(memory, async (ids, cancellationToken) =>
        await SharedOnes.DictionaryAsync(
            db, (caller.Viewer, ids), t => t.Id, t => (SharedPaymentNode?)new SharedPaymentNode(t), cancellationToken), null);

    /// <summary>The reversal of a transaction, by the ID of the transaction that was reversed.</summary>
    public BatchLoader<TransactionId, TransactionNode?> ReversalOf => field ??= new(memory, async (ids, cancellationToken) =>
        await (caller.IsOperator
            ? EveryReversal.DictionaryAsync(db, ids, t => t.ReversesId!.Value, t => (TransactionNode?)new TransactionNode(t), cancellationToken)
            : VisibleReversals.DictionaryAsync(
                db, (caller.Viewer, ids), t => t.ReversesId!.Value, t => (TransactionNode?)new TransactionNode(t), cancellationToken)), null);

    /// <summary>
    /// The balance of the viewer's own account after a transaction; null when nothing is posted there.
    /// </summary>
    public BatchLoader<TransactionId, Money?> BalanceAfter => field ??= new(memory, async (ids, cancellationToken) =>
    {
        var lines = await PostedLines.ListAsync(db, (caller.Viewer, ids), cancellationToken);
        return lines
            .GroupBy(line => line.TransactionId)
            .Select(group => group.MaxBy(line => line.Sequence)!)
            .ToDictionary(line => line.TransactionId, line => (Money?)new Money(line.BalanceAfter, line.Currency));
    }, null);

    public BatchLoader<TransactionId, IReadOnlyList<TransactionEventNode>> History => field ??= new(memory, async (ids, cancellationToken) =>
    {
        var steps = await Steps.ListAsync(db, ids, cancellationToken);
        return steps
            .GroupBy(step => step.TransactionId)
            .ToDictionary(
                group => group.Key,
                group => (IReadOnlyList<TransactionEventNode>)[.. group.Select(step => new TransactionEventNode(step))]);
    }, []);

    /// <summary>Whether the viewer acts for the business that an account belongs to.</summary>
    public BatchLoader<AccountId, bool> ActsFor => field ??= new(memory, async (ids, cancellationToken) =>
        await Memberships.DictionaryAsync(db, (caller.Viewer, ids), m => m.AccountId, _ => true, cancellationToken), false);

    /// <summary>The bank of a card. Ask only for cards of transactions whose bank the viewer may see.</summary>
    public BatchLoader<BankCardId, IParty?> BankOf => field ??= new(memory, async (ids, cancellationToken) =>
        await Cards.DictionaryAsync(db, ids, c => c.Id, c => (IParty?)new BankNode(c), cancellationToken), null);

    /// <summary>The business to which a settlement account belongs.</summary>
    public BatchLoader<AccountId, IParty?> BusinessOf => field ??= new(memory, async (ids, cancellationToken) =>
    {
        var found = new Dictionary<AccountId, IParty?>();
        foreach (var source in businesses)
        {
            foreach (var (account, business) in await source.FindAsync(ids, cancellationToken))
            {
                found[account] = business;
            }
        }

        return found;
    }, null);

    /// <summary>The settlement accounts of businesses, by their IDs. IDs of other objects are left out.</summary>
    public async Task<IReadOnlyDictionary<GlobalId, AccountId>> BusinessAccountsAsync(
        IReadOnlyList<GlobalId> ids, CancellationToken cancellationToken)
    {
        var found = new Dictionary<GlobalId, AccountId>();
        if (ids.Count > 0)
        {
            foreach (var source in businesses)
            {
                foreach (var (business, account) in await source.FindAccountsAsync(ids, cancellationToken))
                {
                    found[business] = account;
                }
            }
        }

        return found;
    }

    /// <summary>The person whose money was kept in escrow, by the transaction that released it.</summary>
    public BatchLoader<TransactionId, IParty?> PayerOfReleased => field ??= new(memory, async (ids, cancellationToken) =>
    {
        var payers = new Dictionary<TransactionId, IParty?>();
        foreach (var source in subjects)
        {
            var found = await source.FindPayersAsync(ids, cancellationToken);
            var named = await users.Named.LoadAllAsync(found.Values.Distinct(), cancellationToken);
            var people = found.Values.Distinct().Zip(named).ToDictionary(pair => pair.First, pair => pair.Second);
            foreach (var (transaction, person) in found)
            {
                payers[transaction] = people[person];
            }
        }

        return payers;
    }, null);

    /// <summary>
    /// The object for which a transaction was made, for example an order; null when the viewer may not see it.
    /// </summary>
    public BatchLoader<TransactionId, ITransactionSubject?> SubjectOf => field ??= new(memory, async (ids, cancellationToken) =>
    {
        var found = new Dictionary<TransactionId, ITransactionSubject?>();
        foreach (var source in subjects)
        {
            foreach (var (transaction, subject) in await source.FindAsync(ids, cancellationToken))
            {
                found[transaction] = subject;
            }
        }

        return found;
    }, null);

    public async Task<WalletNode?> WalletAsync(WalletId id, CancellationToken cancellationToken = default)
    {
        var account = new AccountId(id.Value);
        return await db.Set<Account>().SingleOrDefaultAsync(a => a.Id == account && a.OwnerId == caller.Viewer, cancellationToken)
            is { } found ? new WalletNode(found) : null;
    }

    private sealed class Line
    {
        public required TransactionId TransactionId { get; init; }

        public required long Sequence { get; init; }

        public required long BalanceAfter { get; init; }

        public required Currency Currency { get; init; }
    }
}
