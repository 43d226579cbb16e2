using Graph.Api.Server.Authorization;
using Graph.Api.Server.Errors;
using Graph.Api.Server.Filtering;
using Graph.Api.Server.Relay;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Ledger;

/// <summary>The id of a wallet: of the account behind it.</summary>
public readonly record struct WalletId(Guid Value) : ITypedId<WalletId>
{
    public static WalletId From(Guid value) => new(value);
}

/// <summary>The viewer's money here.</summary>
public sealed class WalletNode(Account account) : INode, IEquatable<WalletNode>
{
    /// <summary>Opaque and global; only its owner can fetch it.</summary>
    public ITypedId Id => new WalletId(account.Id.Value);

    /// <summary>What is posted: everything that came in less everything that went out.</summary>
    public Money Balance => account.Balance;

    /// <summary>What can be spent now: the balance less what is held.</summary>
    public Money Available => account.Available;

    /// <summary>What is set aside for payments that are under way.</summary>
    public Money Held => account.Held;

    /// <summary>Everything that touched this wallet, the latest first, in the order in which it took its place there.</summary>
    /// <param name="where">Which transactions.</param>
    public Task<Connection<TransactionNode>> Transactions(
        GraphDb db,
        Caller caller,
        TransactionFilterInput? where,
        PageArguments page,
        CancellationToken cancellationToken) =>
        WalletRow.Latest.PageAsync(
            WalletRow.Of(db, account.Id, caller.Viewer).Where(Filter<WalletRow>.Of(where, WalletRow.Declare)),
            page,
            row => new TransactionNode(row.Transaction),
            cancellationToken);

    /// <summary>What moved over some days, and what that left.</summary>
    /// <param name="from">The first day, in Asia/Shanghai.</param>
    /// <param name="to">The last day, included; at most 366 days in all.</param>
    public async Task<StatementNode> Statement(GraphDb db, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        if (to < from || to.DayNumber - from.DayNumber >= Statements.MaxDays || to.Year >= DateOnly.MaxValue.Year)
        {
            throw GraphError.BadUserInput("A statement is over 1 to 366 days, `from` not after `to`.");
        }

        return new StatementNode(await Statements.OfAsync(db, account, from, to, cancellationToken));
    }

    /// <summary>The posted balance at a moment.</summary>
    /// <param name="time">The moment; in the future it is the balance now.</param>
    public Task<Money> BalanceAt(GraphDb db, DateTime time, CancellationToken cancellationToken) =>
        Statements.BalanceAtAsync(db, account, time, cancellationToken);

    internal static async Task<WalletNode> OfAsync(GraphDb db, Caller caller, CancellationToken cancellationToken) =>
        new(await db.Set<Account>().SingleAsync(a => a.OwnerId == caller.Viewer, cancellationToken));

    /// <summary>Equal states look the same: a stream of states sends only those that differ.</summary>
    public bool Equals(WalletNode? other) =>
        other is not null && Id.Equals(other.Id) && Balance == other.Balance && Held == other.Held;

    public override bool Equals(object? obj) => Equals(obj as WalletNode);

    public override int GetHashCode() => HashCode.Combine(Id, Balance, Held);
}
