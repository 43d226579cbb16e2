using Graph.Api.Feed;
using Graph.Api.Payments;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Loading;
using Graph.Api.Server.Relay;
using Graph.Api.Users;
using Graph.Domain.Ledger;
using Graph.Domain.Shared;
using Graph.Domain.Users;
using GraphQL.DataLoader;

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

    /// <summary>Who pays: a person, or the bank.</summary>
    public IDataLoaderResult<IParty?> Payer(UserLoaders users) => PartyOf(transaction.PayerId, users);

    /// <summary>Who is paid: a person, or the bank.</summary>
    public IDataLoaderResult<IParty?> Payee(UserLoaders users) => PartyOf(transaction.PayeeId, users);

    /// <summary>Who else may see that it happened: the stricter wish of the two sides. Never the amount.</summary>
    public Visibility Visibility => transaction.Visibility;

    /// <summary>When it was made.</summary>
    public DateTime CreatedAt => transaction.CreatedAt;

    /// <summary>How much, always above zero; for the parties.</summary>
    public Money? Amount(Caller caller) => IsParty(caller) ? Fen(transaction.Amount) : null;

    /// <summary>How much of it was given back; for the parties.</summary>
    public Money? Refunded(Caller caller) => IsParty(caller) ? Fen(transaction.Refunded) : null;

    /// <summary>From the viewer's side: money in, out, or neither; for the parties.</summary>
    public TransactionDirection? Direction(Caller caller) => !IsParty(caller) ? null
        : transaction.PayeeId == caller.Id ? TransactionDirection.In
        : TransactionDirection.Out;

    /// <summary>What it was for, at most 200 characters: the words of the payer, of who asked, or of the operator; for the parties.</summary>
    public string? Note(Caller caller) => IsParty(caller) ? transaction.Note : null;

    /// <summary>What it was made for: the bill of a share, the payment request; for the parties.</summary>
    public IDataLoaderResult<ITransactionSubject?> Subject(Caller caller, PaymentLoaders payments) =>
        IsParty(caller) && transaction.Kind is TransactionKind.PaymentRequest or TransactionKind.BillShare
            ? payments.SubjectOf.Load(transaction.Id)
            : Nothing<ITransactionSubject>();

    /// <summary>The viewer's posted balance after it; null while it is pending, and for third persons.</summary>
    public IDataLoaderResult<Money?> BalanceAfter(TransactionLoaders transactions) =>
        transactions.BalanceAfter.Load(transaction.Id);

    /// <summary>The transaction that this one undoes; for the parties.</summary>
    public IDataLoaderResult<TransactionNode?> Reverses(Caller caller, TransactionLoaders transactions) =>
        IsParty(caller) && transaction.ReversesId is { } reversed ? transactions.ById.Load(reversed) : Nothing<TransactionNode>();

    /// <summary>The transaction that undid this one; for the parties.</summary>
    public IDataLoaderResult<TransactionNode?> ReversedBy(Caller caller, TransactionLoaders transactions) =>
        IsParty(caller) ? transactions.ReversalOf.Load(transaction.Id) : Nothing<TransactionNode>();

    /// <summary>When a delayed arrival settles; null for what settles at once, and for third persons.</summary>
    public DateTime? SettlesAt(Caller caller) => IsParty(caller) ? transaction.SettlesAt : null;

    /// <summary>Whether the viewer can still take it back.</summary>
    public bool ViewerCanCancel(Caller caller) =>
        transaction is { Status: TransactionStatus.Pending, SettlesAt: not null } && transaction.PayerId == caller.Id;

    /// <summary>Each step of its life, the first one first; for the parties.</summary>
    public IDataLoaderResult<IReadOnlyList<TransactionEventNode>?> History(Caller caller, TransactionLoaders transactions) =>
        IsParty(caller)
            ? transactions.History.Load(transaction.Id, steps => (IReadOnlyList<TransactionEventNode>?)steps)
            : Nothing<IReadOnlyList<TransactionEventNode>>();

    private bool IsParty(Caller caller) => caller.Id is { } viewer && transaction.IsParty(viewer);

    /// <summary>The bank where there is no person, through the card that the parties know.</summary>
    private IDataLoaderResult<IParty?> PartyOf(UserId? person, UserLoaders users)
    {
        if (person is { } id)
        {
            return users.Named.Load(id, user => (IParty?)user);
        }

        return transaction.BankCardId is { } card
            ? users.BankCards.Load(card, found => found is null ? null : (IParty?)new BankNode(found))
            : Nothing<IParty>();
    }

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
