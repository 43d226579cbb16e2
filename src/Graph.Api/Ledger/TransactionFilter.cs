using Graph.Api.Server.Filtering;
using Graph.Api.Server.Relay;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Ledger;

/// <summary>Which transactions; all that is given must hold.</summary>
/// <param name="Kind">What kind of fact.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Direction">In, out, or neither, from the viewer's side.</param>
/// <param name="Counterparty">The person on the other side.</param>
/// <param name="Amount">How much, in major units.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="And">All of these.</param>
/// <param name="Or">One of these.</param>
public sealed record TransactionFilterInput(
    EnumOperationFilterInput<TransactionKind>? Kind,
    EnumOperationFilterInput<TransactionStatus>? Status,
    EnumOperationFilterInput<TransactionDirection>? Direction,
    IdOperationFilterInput? Counterparty,
    DecimalOperationFilterInput? Amount,
    DateTimeOperationFilterInput? CreatedAt,
    IReadOnlyList<TransactionFilterInput>? And,
    IReadOnlyList<TransactionFilterInput>? Or) : IFilterInput<TransactionFilterInput>;

/// <summary>A transaction, and its place in one account's book.</summary>
internal sealed class WalletRow
{
    public required Transaction Transaction { get; init; }

    public required long Sequence { get; init; }

    public required TransactionDirection Direction { get; init; }

    /// <summary>Nobody where the bank is the other side.</summary>
    public required UserId? Counterparty { get; init; }

    public static Keyset<WalletRow> Latest { get; } =
        new Keyset<WalletRow>("transactions").By(row => row.Sequence, descending: true);

    public static IQueryable<WalletRow> Of(GraphDb db, AccountId account, UserId viewer) =>
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
        };

    public static void Declare(Filter<WalletRow> filter, TransactionFilterInput input) => filter
        .Where(input.Kind, row => row.Transaction.Kind)
        .Where(input.Status, row => row.Transaction.Status)
        .Where(input.Direction, row => row.Direction)
        .Where(input.Counterparty, row => row.Counterparty)
        .Where(input.Amount, row => row.Transaction.Amount)
        .Where(input.CreatedAt, row => row.Transaction.CreatedAt);
}
