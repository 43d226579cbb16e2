using Graph.Api.Server.Authorization;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Api.Users.Announcements;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.BankCards;

namespace Graph.Api.Ledger;

/// <summary>
/// A movement of money, for example a transfer or a purchase. It is never edited: a correction is another transaction.
/// The parties see all fields. Other people who may see the transaction see its kind, status, payer, payee, visibility
/// and time; the other fields are null for them.
/// </summary>
public sealed class TransactionNode(Transaction transaction) : INode, IActivitySubject, INotificationSubject
{
    /// <summary>The opaque global ID. Everybody who may see the transaction can fetch it by this ID.</summary>
    public ITypedId Id => transaction.Id;

    /// <summary>The kind of the transaction.</summary>
    public TransactionKind Kind => transaction.Kind;

    /// <summary>The status of the transaction, for example PENDING or POSTED.</summary>
    public TransactionStatus Status => transaction.Status;

    /// <summary>
    /// The side that pays: a person, a merchant or a bank; null for money that is released from escrow.
    /// </summary>
    public Loading<IParty?> Payer(UserLoaders users, TransactionLoaders transactions, TransactionKinds kinds) =>
        PartyOf(kinds.Of(transaction.Kind).Payer, transaction.PayerId, users, transactions);

    /// <summary>The side that is paid: a person, a merchant or a bank.</summary>
    public Loading<IParty?> Payee(UserLoaders users, TransactionLoaders transactions, TransactionKinds kinds) =>
        PartyOf(kinds.Of(transaction.Kind).Payee, transaction.PayeeId, users, transactions);

    /// <summary>
    /// The people besides the parties who may see that the transaction happened. They never see the amount. If the two
    /// sides' settings differ, the stricter one applies.
    /// </summary>
    public Visibility Visibility => transaction.Visibility;

    /// <summary>The time at which the transaction was made, in UTC.</summary>
    public DateTime CreatedAt => transaction.CreatedAt;

    /// <summary>The amount, always above zero; null unless the viewer is a party.</summary>
    public Loading<Money?> Amount(Caller caller, TransactionLoaders transactions) =>
        ForParties<Money?>(caller, transactions, Fen(transaction.Amount));

    /// <summary>The part of the amount that was given back; null unless the viewer is a party.</summary>
    public Loading<Money?> Refunded(Caller caller, TransactionLoaders transactions) =>
        ForParties<Money?>(caller, transactions, Fen(transaction.Refunded));

    /// <summary>
    /// The direction of the money, seen from the viewer: in, out, or neither. The staff of a merchant see it from the
    /// merchant's side. Null unless the viewer is a party.
    /// </summary>
    public Loading<TransactionDirection?> Direction(Caller caller, TransactionLoaders transactions, TransactionKinds kinds) =>
        ForParties<TransactionDirection?>(
            caller,
            transactions,
            transaction.PayeeId is { } payee && payee == caller.Id ? TransactionDirection.In
            : transaction.PayerId is { } payer && payer == caller.Id ? TransactionDirection.Out
            : DirectionForBusiness(kinds.Of(transaction.Kind)));

    /// <summary>
    /// The note, at most 200 characters. It was written by the payer, by the person who requested the payment, or by
    /// the operator who reversed it. Null when there is none, and unless the viewer is a party.
    /// </summary>
    public Loading<string?> Note(Caller caller, TransactionLoaders transactions) =>
        ForParties(caller, transactions, transaction.Note);

    /// <summary>
    /// The object for which the transaction was made: a split bill, a payment request or an order. Null when there is
    /// none, and unless the viewer is a party.
    /// </summary>
    public Loading<ITransactionSubject?> Subject(Caller caller, TransactionLoaders transactions) =>
        caller.Id is null ? Nothing<ITransactionSubject>() : transactions.SubjectOf.Load(transaction.Id);

    /// <summary>
    /// The viewer's posted balance after the transaction. Null while it is pending, and unless the viewer is a party.
    /// </summary>
    public Loading<Money?> BalanceAfter(TransactionLoaders transactions) =>
        transactions.BalanceAfter.Load(transaction.Id);

    /// <summary>
    /// The transaction that this one reverses; null when it reverses none, and unless the viewer is a party.
    /// </summary>
    public Loading<TransactionNode?> Reverses(Caller caller, TransactionLoaders transactions) =>
        IsParty(caller) && transaction.ReversesId is { } reversed ? transactions.ById.Load(reversed) : Nothing<TransactionNode>();

    /// <summary>
    /// The transaction that reversed this one; null when there is none, and unless the viewer is a party.
    /// </summary>
    public Loading<TransactionNode?> ReversedBy(Caller caller, TransactionLoaders transactions) =>
        IsParty(caller) ? transactions.ReversalOf.Load(transaction.Id) : Nothing<TransactionNode>();

    /// <summary>
    /// The time at which a delayed transfer arrives, in UTC. Null for transactions without delay, and unless the
    /// viewer is a party.
    /// </summary>
    public DateTime? SettlesAt(Caller caller) => IsParty(caller) ? transaction.SettlesAt : null;

    /// <summary>Whether the viewer can still cancel the transaction with `cancelTransfer`.</summary>
    public bool ViewerCanCancel(Caller caller) =>
        transaction is { Status: TransactionStatus.Pending, SettlesAt: not null } && transaction.PayerId == caller.Id;

    /// <summary>
    /// All changes of the transaction's status, the oldest first; null unless the viewer is a party.
    /// </summary>
    public Loading<IReadOnlyList<TransactionEventNode>?> History(Caller caller, TransactionLoaders transactions) =>
        IsParty(caller)
            ? transactions.History.Load(transaction.Id, steps => (IReadOnlyList<TransactionEventNode>?)steps)
            : transaction.BusinessId is null
                ? Nothing<IReadOnlyList<TransactionEventNode>>()
                : transactions.HistoryForStaff.Load(transaction.Id);

    private bool IsParty(Caller caller) => caller.Id is { } viewer && transaction.IsParty(viewer);

    /// <summary>
    /// The value for the two sides and for people who act for a business that is one of them; null for others.
    /// </summary>
    private Loading<T?> ForParties<T>(Caller caller, TransactionLoaders transactions, T value) =>
        IsParty(caller) ? new Loaded<T?>(value)
        : transaction.BusinessId is { } business && caller.Id is not null
            ? transactions.ActsFor.Load(business, acts => acts ? value : default)
            : new Loaded<T?>(default);

    /// <summary>
    /// One side of the transaction: a person, the business, or the bank of the viewer's card. Null for the house's own
    /// accounts.
    /// </summary>
    private Loading<IParty?> PartyOf(Side side, UserId? person, UserLoaders users, TransactionLoaders transactions) => side switch
    {
        Side.Person when person is { } id => users.Named.Load(id, user => (IParty?)user),
        Side.Business when transaction.BusinessId is { } business => transactions.BusinessOf.Load(business),
        Side.Bank when transaction.BankCardId is { } card =>
            users.BankCards.Load(card, found => found is null ? null : (IParty?)new BankNode(found)),
        _ => Nothing<IParty>(),
    };

    /// <summary>
    /// The direction seen from the business: money that goes to the bank is out, and money that reaches its settlement
    /// account is in.
    /// </summary>
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

/// <summary>A change of a transaction's status.</summary>
public sealed class TransactionEventNode(TransactionEvent step)
{
    /// <summary>The new status of the transaction.</summary>
    public TransactionStatus Status => step.Status;

    /// <summary>The time of the change, in UTC.</summary>
    public DateTime At => step.At;

    /// <summary>The reason for the change, as text for people; null when there is none.</summary>
    public string? Reason => step.Reason;
}

/// <summary>A bank as a side of a transaction: the payer of a top-up, or the payee of a withdrawal.</summary>
public sealed class BankNode(BankCard card) : IParty
{
    /// <summary>The name of the bank.</summary>
    public string DisplayName => card.BankName;

    /// <summary>Always null, because banks have no picture.</summary>
    public string? AvatarUrl => null;

    /// <summary>The card number with all but the last four digits hidden.</summary>
    public string MaskedAccount => card.MaskedNumber;
}
