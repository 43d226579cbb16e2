using Graph.Api.Server.Filtering;
using Graph.Api.Server.Relay;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Ledger;

/// <summary>A filter for transactions. A transaction must match all fields that are given.</summary>
/// <param name="Kind">The kind of the transaction.</param>
/// <param name="Status">The status of the transaction.</param>
/// <param name="Direction">The direction of the money, seen from the viewer: in, out, or neither.</param>
/// <param name="Counterparty">
/// The ID of the person, the merchant or the fund on the other side. It is null when the other side is a bank.
/// </param>
/// <param name="Amount">The amount in major units (yuan).</param>
/// <param name="CreatedAt">The time at which the transaction was made, in UTC.</param>
/// <param name="And">Filters that must all match.</param>
/// <param name="Or">Filters of which at least one must match.</param>
public sealed record TransactionFilterInput(
    EnumOperationFilterInput<TransactionKind>? Kind,
    EnumOperationFilterInput<TransactionStatus>? Status,
    EnumOperationFilterInput<TransactionDirection>? Direction,
    IdOperationFilterInput? Counterparty,
    DecimalOperationFilterInput? Amount,
    DateTimeOperationFilterInput? CreatedAt,
    IReadOnlyList<TransactionFilterInput>? And,
    IReadOnlyList<TransactionFilterInput>? Or) : IFilterInput<TransactionFilterInput>
{
    /// <summary>All IDs of other sides in this filter and in those that it combines.</summary>
    internal IEnumerable<GlobalId> Counterparties =>
    [
        .. new[] { Counterparty?.Eq, Counterparty?.Neq }.OfType<GlobalId>(),
        .. Counterparty?.In ?? [],
        .. Counterparty?.Nin ?? [],
        .. And?.SelectMany(part => part.Counterparties) ?? [],
        .. Or?.SelectMany(part => part.Counterparties) ?? [],
    ];
}

/// <summary>A transaction with its position in the book of one account.</summary>
internal sealed class WalletRow
{
    public required Transaction Transaction { get; init; }

    public required long Sequence { get; init; }

    public required TransactionDirection Direction { get; init; }

    /// <summary>The person on the other side; null when the other side is not a person, for example a bank.</summary>
    public required UserId? Counterparty { get; init; }

    /// <summary>The settlement account of the business on the other side; null when the other side is no business.</summary>
    public required AccountId? Business { get; init; }

    public static KeptList<(AccountId Account, UserId Viewer), WalletRow> Latest { get; } = new(
        new Keyset<WalletRow>("transactions").By(row => row.Sequence, descending: true),
        (db, of) => Of(db, of.Account, of.Viewer));

    private static IQueryable<WalletRow> Of(GraphDb db, AccountId account, UserId viewer) =>
        from entry in db.Set<Entry>()
        join transaction in db.Set<Transaction>() on entry.TransactionId equals transaction.Id
        where entry.AccountId == account && entry.Opens
        select new WalletRow
        {
            Transaction = transaction,
            Sequence = entry.Sequence,
            Direction = transaction.PayeeId == viewer
                ? TransactionDirection.In
                : transaction.PayerId == viewer ? TransactionDirection.Out : TransactionDirection.Neutral,
            Counterparty = transaction.PayeeId == viewer ? transaction.PayerId : transaction.PayeeId,
            Business = transaction.BusinessId,
        };

    /// <param name="businesses">The settlement accounts of the merchants that the filter names.</param>
    public static Action<Filter<WalletRow>, TransactionFilterInput> Declare(IReadOnlyDictionary<GlobalId, AccountId> businesses) =>
        (filter, input) =>
        {
            filter
                .Where(input.Kind, row => row.Transaction.Kind)
                .Where(input.Status, row => row.Transaction.Status)
                .Where(input.Direction, row => row.Direction)
                .Where(input.Amount, row => row.Transaction.Amount, "amount")
                .Where(input.CreatedAt, row => row.Transaction.CreatedAt);
            if (input.Counterparty is { } other)
            {
                WhereOther(filter, other.Eq is { } eq ? [eq] : null, businesses, isIn: true);
                WhereOther(filter, other.Neq is { } neq ? [neq] : null, businesses, isIn: false);
                WhereOther(filter, other.In, businesses, isIn: true);
                WhereOther(filter, other.Nin, businesses, isIn: false);
            }
        };

    private static void WhereOther(
        Filter<WalletRow> filter, IReadOnlyList<GlobalId>? ids, IReadOnlyDictionary<GlobalId, AccountId> businesses, bool isIn)
    {
        var people = ids?.Select(id => (UserId?)id.To<UserId>()).ToList() ?? [];
        var accounts = ids?.Where(businesses.ContainsKey).Select(id => (AccountId?)businesses[id]).ToList() ?? [];
        filter.Where(
            ids is not null,
            row => (people.Contains(row.Counterparty) || accounts.Contains(row.Business)) == isIn);
    }
}
