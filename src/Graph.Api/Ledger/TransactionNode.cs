using Graph.Api.Server.Authorization;
using Graph.Api.Server.Documents;
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
/// Only its two sides, the staff of a merchant that is a side, and operators see it. Other people may see a
/// SharedPayment of it.
/// </summary>
public sealed class TransactionNode(Transaction transaction) : INode, INotificationSubject
{
    /// <summary>The opaque global ID. Only the parties, and operators, can fetch the transaction by this ID.</summary>
    public ITypedId Id => transaction.Id;

    /// <summary>The kind of the transaction.</summary>
    public TransactionKind Kind => transaction.Kind;

    /// <summary>The status of the transaction, for example PENDING or POSTED.</summary>
    public TransactionStatus Status => transaction.Status;

    /// <summary>
    /// The side that pays: a person, a merchant, a fund or a bank. For money that is released from escrow, it is the person
    /// who paid it in.
    /// </summary>
    public Loading<IParty> Payer(Caller caller, UserLoaders users, TransactionLoaders transactions, TransactionKinds kinds) =>
        PartyOf(kinds.Of(transaction.Kind).Payer, transaction.PayerId, caller, users, transactions);

    /// <summary>
    /// The side that is paid: a person, a merchant, a fund or a bank. Only the owner of a bank card and operators see the bank;
    /// others see the owner of the card instead.
    /// </summary>
    public Loading<IParty> Payee(Caller caller, UserLoaders users, TransactionLoaders transactions, TransactionKinds kinds) =>
        PartyOf(kinds.Of(transaction.Kind).Payee, transaction.PayeeId, caller, users, transactions);

    /// <summary>
    /// The people besides the parties who may see that the transaction happened. They never see the amount. If the two
    /// sides' settings differ, the stricter one applies.
    /// </summary>
    public Visibility Visibility => transaction.Visibility;

    /// <summary>The time at which the transaction was made, in UTC.</summary>
    public DateTime CreatedAt => transaction.CreatedAt;

    /// <summary>The amount, always above zero.</summary>
    public Money Amount => new(transaction.Amount, transaction.Currency);

    /// <summary>The part of the amount that was given back.</summary>
    public Money Refunded => new(transaction.Refunded, transaction.Currency);

    /// <summary>
    /// The direction of the money, seen from the viewer: in, out, or neither. The staff of a merchant see it from the
    /// merchant's side.
    /// </summary>
    public Loading<TransactionDirection> Direction(Caller caller, TransactionLoaders transactions, TransactionKinds kinds)
    {
        var viewer = caller.Viewer;
        if (transaction.PayeeId == viewer || transaction.PayerId == viewer)
        {
            return new Loaded<TransactionDirection>(
                transaction.PayeeId == viewer ? TransactionDirection.In : TransactionDirection.Out);
        }

        var seenByBusiness = DirectionForBusiness(kinds.Of(transaction.Kind));
        return transaction.BusinessId is { } business
            ? transactions.ActsFor.Load(business, acts => acts ? seenByBusiness : TransactionDirection.Neutral)
            : new Loaded<TransactionDirection>(TransactionDirection.Neutral);
    }

    /// <summary>
    /// The note, at most 200 characters. It was written by the payer, by the person who requested the payment, or by
    /// the operator who reversed it. Null when there is none.
    /// </summary>
    public string? Note => transaction.Note;

    /// <summary>
    /// The object for which the transaction was made: a split bill, a payment request, an order of a deal or of a fund, a loan or a
    /// guarantee. Null when there is none, or when the viewer may not see it.
    /// </summary>
    public Loading<ITransactionSubject?> Subject(TransactionLoaders transactions) =>
        transactions.SubjectOf.Load(transaction.Id);

    /// <summary>
    /// The viewer's posted balance after the transaction. Null while it is pending, and when the viewer's wallet has no
    /// part in it.
    /// </summary>
    public Loading<Money?> BalanceAfter(TransactionLoaders transactions) =>
        transactions.BalanceAfter.Load(transaction.Id);

    /// <summary>The transaction that this one reverses; null when it reverses none.</summary>
    public Loading<TransactionNode?> Reverses(TransactionLoaders transactions) => transaction.ReversesId is { } reversed
        ? transactions.ById.Load(reversed)
        : new Loaded<TransactionNode?>((TransactionNode?)null);

    /// <summary>The transaction that reversed this one; null when there is none.</summary>
    public Loading<TransactionNode?> ReversedBy(TransactionLoaders transactions) =>
        transactions.ReversalOf.Load(transaction.Id);

    /// <summary>The time at which a delayed transfer arrives, in UTC; null for transactions without delay.</summary>
    public DateTime? SettlesAt => transaction.SettlesAt;

    /// <summary>Whether the viewer can still cancel the transaction with `cancelTransfer`.</summary>
    public bool ViewerCanCancel(Caller caller) =>
        transaction is { Status: TransactionStatus.Pending, SettlesAt: not null } && transaction.PayerId == caller.Id;

    /// <summary>All changes of the transaction's status, the oldest first.</summary>
    public Loading<IReadOnlyList<TransactionEventNode>> History(TransactionLoaders transactions) =>
        transactions.History.Load(transaction.Id);

    /// <summary>One side of the transaction: a person, the business, or the bank of the card.</summary>
    private Loading<IParty> PartyOf(
        Side side, UserId? person, Caller caller, UserLoaders users, TransactionLoaders transactions)
    {
        switch (side)
        {
            case Side.Person:
                return users.Named.Load(person!.Value, user => (IParty)user!);
            case Side.Business:
                return transactions.BusinessOf.Load(transaction.BusinessId!.Value, business => business!);
            case Side.House:
                return transactions.PayerOfReleased.Load(transaction.Id, payer => payer!);
            default:
                // A card belongs to the person whose request this was.
                return caller.IsOperator || transaction.ActorId == caller.Id
                    ? transactions.BankOf.Load(transaction.BankCardId!.Value, bank => bank!)
                    : users.Named.Load(transaction.ActorId, owner => (IParty)owner!);
        }
    }

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

/// <summary>The ID of a bank as a side of a payment. It has the value of the card's ID, and a type of its own.</summary>
public readonly record struct BankId(Guid Value) : ITypedId<BankId>
{
    public static BankId From(Guid value) => new(value);
}

/// <summary>A bank as a side of a transaction: the payer of a top-up, or the payee of a withdrawal.</summary>
public sealed class BankNode(BankCard card) : IParty
{
    /// <summary>
    /// The opaque global ID: the same for all payments with the same card. A bank is no node, so `node` does not find it.
    /// </summary>
    [SameForAll]
    public ITypedId Id => new BankId(card.Id.Value);

    /// <summary>The name of the bank.</summary>
    [SameForAll]
    public string DisplayName => card.BankName;

    /// <summary>Always null, because banks have no picture.</summary>
    [SameForAll]
    public string? AvatarUrl => null;

    /// <summary>The card number with all but the last four digits hidden.</summary>
    public string MaskedAccount => card.MaskedNumber;
}
