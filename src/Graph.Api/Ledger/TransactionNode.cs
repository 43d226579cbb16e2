using Graph.Api.Server.Authorization;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Api.Users.Announcements;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;

namespace Graph.Api.Ledger;

/// <summary>
/// One business fact, made of balanced postings, never edited: a correction is another transaction. A third person who may
/// see it sees kind, payer, payee, visibility and time; the nullable rest is for the parties.
/// </summary>
public sealed class TransactionNode(Transaction transaction) : INode, IActivitySubject, INotificationSubject
{
    /// <summary>Opaque and global.</summary>
    public ITypedId Id => transaction.Id;

    /// <summary>What kind of fact.</summary>
    public TransactionKind Kind => transaction.Kind;

    /// <summary>Where it stands.</summary>
    public TransactionStatus Status => transaction.Status;

    /// <summary>Who pays: a person, a merchant, or the bank; null for what leaves escrow to a merchant.</summary>
    public Loading<IParty?> Payer(UserLoaders users, TransactionLoaders transactions, TransactionKinds kinds) =>
        PartyOf(kinds.Of(transaction.Kind).Payer, transaction.PayerId, users, transactions);

    /// <summary>Who is paid: a person, a merchant, or the bank.</summary>
    public Loading<IParty?> Payee(UserLoaders users, TransactionLoaders transactions, TransactionKinds kinds) =>
        PartyOf(kinds.Of(transaction.Kind).Payee, transaction.PayeeId, users, transactions);

    /// <summary>Who else may see that it happened: the stricter wish of the two sides. Never the amount.</summary>
    public Visibility Visibility => transaction.Visibility;

    /// <summary>When it was made.</summary>
    public DateTime CreatedAt => transaction.CreatedAt;

    /// <summary>How much, always above zero; for the parties.</summary>
    public Loading<Money?> Amount(Caller caller, TransactionLoaders transactions) =>
        ForParties<Money?>(caller, transactions, Fen(transaction.Amount));

    /// <summary>How much of it was given back; for the parties.</summary>
    public Loading<Money?> Refunded(Caller caller, TransactionLoaders transactions) =>
        ForParties<Money?>(caller, transactions, Fen(transaction.Refunded));

    /// <summary>From the viewer's side: money in, out, or neither; for the parties. For the staff of a merchant from its side.</summary>
    public Loading<TransactionDirection?> Direction(Caller caller, TransactionLoaders transactions, TransactionKinds kinds) =>
        ForParties<TransactionDirection?>(
            caller,
            transactions,
            transaction.PayeeId is { } payee && payee == caller.Id ? TransactionDirection.In
            : transaction.PayerId is { } payer && payer == caller.Id ? TransactionDirection.Out
            : DirectionForBusiness(kinds.Of(transaction.Kind)));

    /// <summary>What it was for, at most 200 characters: the words of the payer, of who asked, or of the operator; for the parties.</summary>
    public Loading<string?> Note(Caller caller, TransactionLoaders transactions) =>
        ForParties(caller, transactions, transaction.Note);

    /// <summary>What it was made for: the bill of a share, the payment request, the order; for the parties.</summary>
    public Loading<ITransactionSubject?> Subject(Caller caller, TransactionLoaders transactions) =>
        caller.Id is null ? Nothing<ITransactionSubject>() : transactions.SubjectOf.Load(transaction.Id);

    /// <summary>The viewer's posted balance after it; null while it is pending, and for third persons.</summary>
    public Loading<Money?> BalanceAfter(TransactionLoaders transactions) =>
        transactions.BalanceAfter.Load(transaction.Id);

    /// <summary>The transaction that this one undoes; for the parties.</summary>
    public Loading<TransactionNode?> Reverses(Caller caller, TransactionLoaders transactions) =>
        IsParty(caller) && transaction.ReversesId is { } reversed ? transactions.ById.Load(reversed) : Nothing<TransactionNode>();

    /// <summary>The transaction that undid this one; for the parties.</summary>
    public Loading<TransactionNode?> ReversedBy(Caller caller, TransactionLoaders transactions) =>
        IsParty(caller) ? transactions.ReversalOf.Load(transaction.Id) : Nothing<TransactionNode>();

    /// <summary>When a delayed arrival settles; null for what settles at once, and for third persons.</summary>
    public DateTime? SettlesAt(Caller caller) => IsParty(caller) ? transaction.SettlesAt : null;

    /// <summary>Whether the viewer can still take it back.</summary>
    public bool ViewerCanCancel(Caller caller) =>
        transaction is { Status: TransactionStatus.Pending, SettlesAt: not null } && transaction.PayerId == caller.Id;

    /// <summary>Each step of its life, the first one first; for the parties.</summary>
    public Loading<IReadOnlyList<TransactionEventNode>?> History(Caller caller, TransactionLoaders transactions) =>
        IsParty(caller)
            ? transactions.History.Load(transaction.Id, steps => (IReadOnlyList<TransactionEventNode>?)steps)
            : transaction.BusinessId is null
                ? Nothing<IReadOnlyList<TransactionEventNode>>()
                : transactions.HistoryForStaff.Load(transaction.Id);

    private bool IsParty(Caller caller) => caller.Id is { } viewer && transaction.IsParty(viewer);

    /// <summary>For the two sides, and who acts for a business that is one of them.</summary>
    private Loading<T?> ForParties<T>(Caller caller, TransactionLoaders transactions, T value) =>
        IsParty(caller) ? new Loaded<T?>(value)
        : transaction.BusinessId is { } business && caller.Id is not null
            ? transactions.ActsFor.Load(business, acts => acts ? value : default)
            : new Loaded<T?>(default);

    /// <summary>
    /// A person, the business, or the bank behind the card that the parties know; nobody for an account of the house.
    /// </summary>
    private Loading<IParty?> PartyOf(Side side, UserId? person, UserLoaders users, TransactionLoaders transactions) => side switch
    {
        Side.Person when person is { } id => users.Named.Load(id, user => (IParty?)user),
        Side.Business when transaction.BusinessId is { } business => transactions.BusinessOf.Load(business),
        Side.Bank when transaction.BankCardId is { } card =>
            users.BankCards.Load(card, found => found is null ? null : (IParty?)new BankNode(found)),
        _ => Nothing<IParty>(),
    };

    /// <summary>From the business's side: what goes to the bank is out, and what reaches its settlement account is in.</summary>
    private static TransactionDirection DirectionForBusiness(TransactionKindTraits kind) => kind switch
    {
        { Payee: Side.Business, Payer: Side.House } => TransactionDirection.In,
        { Payer: Side.Business, Payee: Side.Bank } => TransactionDirection.Out,
        _ => TransactionDirection.Neutral,
    };

    private Money Fen(long minorUnits) => new(minorUnits, transaction.Currency);

    private static Loaded<T?> Nothing<T>()
        where T : class => new((T?)null);
}

/// <summary>One step in the life of a transaction.</summary>
public sealed class TransactionEventNode(TransactionEvent step)
{
    /// <summary>What it became.</summary>
    public TransactionStatus Status => step.Status;

    /// <summary>When.</summary>
    public DateTime At => step.At;

    /// <summary>Why, where there is something to say.</summary>
    public string? Reason => step.Reason;
}

/// <summary>A bank, as a side of a transaction: where money comes in and goes out.</summary>
public sealed class BankNode(BankCard card) : IParty
{
    /// <summary>The bank's name.</summary>
    public string DisplayName => card.BankName;

    /// <summary>Banks have no picture here.</summary>
    public string? AvatarUrl => null;

    /// <summary>The card with all but its last four digits hidden.</summary>
    public string MaskedAccount => card.MaskedNumber;
}
