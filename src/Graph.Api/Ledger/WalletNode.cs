using Graph.Api.Server.Authorization;
using Graph.Api.Server.Errors;
using Graph.Api.Server.Filtering;
using Graph.Api.Server.Relay;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Ledger;

/// <summary>The ID of a wallet. It has the value of the ID of the wallet's account, and a type of its own.</summary>
public readonly record struct WalletId(Guid Value) : ITypedId<WalletId>
{
    public static WalletId From(Guid value) => new(value);
}

/// <summary>The viewer's wallet: the balance, and the transactions that changed it.</summary>
public sealed class WalletNode(Account account) : INode, IEquatable<WalletNode>
{
    private static readonly KeptQuery<UserId, Account> OfOwner = new((db, owner) => db.Set<Account>().Where(a => a.OwnerId == owner));

    /// <summary>The opaque global ID. Only the wallet's owner can fetch it by this ID.</summary>
    public ITypedId Id => new WalletId(account.Id.Value);

    /// <summary>The posted balance: all money that came in minus all money that went out.</summary>
    public Money Balance => account.Balance;

    /// <summary>The money that can be spent now: `balance` minus `held`.</summary>
    public Money Available => account.Available;

    /// <summary>The money that is reserved for outgoing payments that are still pending.</summary>
    public Money Held => account.Held;

    /// <summary>
    /// All transactions of this wallet, the latest first, in the order in which they were entered in its book.
    /// </summary>
    /// <param name="where">A filter. All transactions match when it is left out.</param>
    public async Task<Connection<TransactionNode>> Transactions(
        GraphDb db,
        Caller caller,
        TransactionLoaders transactions,
        TransactionFilterInput? where,
        PageArguments page,
        CancellationToken cancellationToken)
    {
        var businesses = await transactions.BusinessAccountsAsync([.. where?.Counterparties ?? []], cancellationToken);
        return await WalletRow.Latest.PageAsync(
            db,
            (account.Id, caller.Viewer),
            page,
            row => new TransactionNode(row.Transaction),
            cancellationToken,
            where is null ? null : Filter<WalletRow>.Of(where, WalletRow.Declare(businesses)));
    }

    /// <summary>
    /// A statement of this wallet over some days: the balances, and the money that came in and went out.
    /// </summary>
    /// <param name="from">The first day, in Asia/Shanghai.</param>
    /// <param name="to">The last day, in Asia/Shanghai. It is included; a statement covers at most 366 days.</param>
    public async Task<StatementNode> Statement(GraphDb db, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        if (to < from || to.DayNumber - from.DayNumber >= Statements.MaxDays || to.Year >= DateOnly.MaxValue.Year)
        {
            throw GraphError.BadUserInput("A statement covers 1 to 366 days, and `from` must not be after `to`.", "to");
        }

        return new StatementNode(await Statements.OfAsync(db, account, from, to, cancellationToken));
    }

    /// <summary>
    /// The posted balance right before a point in time. At the beginning of a day, it is the `opening` balance of that
    /// day's statement.
    /// </summary>
    /// <param name="time">The point in time. For a time in the future, the answer is the current balance.</param>
    public Task<Money> BalanceAt(GraphDb db, DateTime time, CancellationToken cancellationToken) =>
        Statements.BalanceAtAsync(db, account, time, cancellationToken);

    internal static async Task<WalletNode> OfAsync(GraphDb db, Caller caller, CancellationToken cancellationToken) =>
        new((await OfOwner.FirstAsync(db, caller.Viewer, cancellationToken))!);

    /// <summary>
    /// Compares the values that a client sees, so that a stream sends a state only if it differs from the last.
    /// </summary>
    public bool Equals(WalletNode? other) =>
        other is not null && Id.Equals(other.Id) && Balance == other.Balance && Held == other.Held;

    public override bool Equals(object? obj) => Equals(obj as WalletNode);

    public override int GetHashCode() => HashCode.Combine(Id, Balance, Held);
}
