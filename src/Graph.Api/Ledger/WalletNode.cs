using Graph.Api.Server.Authorization;
using Graph.Api.Server.Filtering;
using Graph.Api.Server.Relay;
using Graph.Domain.Ledger;
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

    internal static async Task<WalletNode> OfAsync(GraphDb db, Caller caller, CancellationToken cancellationToken) =>
        new(await db.Accounts.SingleAsync(a => a.OwnerId == caller.Viewer, cancellationToken));

    /// <summary>Equal states look the same: a stream of states sends only those that differ.</summary>
    public bool Equals(WalletNode? other) =>
        other is not null && Id.Equals(other.Id) && Balance == other.Balance && Held == other.Held;

    public override bool Equals(object? obj) => Equals(obj as WalletNode);

    public override int GetHashCode() => HashCode.Combine(Id, Balance, Held);
}
