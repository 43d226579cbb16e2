using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Shared;

namespace Graph.Api.Ledger;

/// <summary>
/// A statement of a wallet over some days. `opening + moneyIn − moneyOut = closing` holds exactly, to the fen (¥0.01).
/// </summary>
public sealed class StatementNode(Statement statement)
{
    /// <summary>The first day, in Asia/Shanghai.</summary>
    public DateOnly From => statement.From;

    /// <summary>The last day, in Asia/Shanghai. It is part of the statement.</summary>
    public DateOnly To => statement.To;

    /// <summary>The posted balance at the beginning of the first day.</summary>
    public Money Opening => statement.Opening;

    /// <summary>
    /// The posted balance at the end of the last day, or the current one if that day has not ended yet.
    /// </summary>
    public Money Closing => statement.Closing;

    /// <summary>The sum of the money that came in.</summary>
    public Money MoneyIn => statement.MoneyIn;

    /// <summary>The sum of the money that went out, as a number that is not negative.</summary>
    public Money MoneyOut => statement.MoneyOut;

    /// <summary>The sums by kind of transaction. Kinds without transactions in these days are left out.</summary>
    public IReadOnlyList<StatementLineNode> ByKind => [.. statement.ByKind.Select(line => new StatementLineNode(line))];
}

/// <summary>One kind of transaction in a statement.</summary>
public sealed class StatementLineNode(StatementLine line)
{
    /// <summary>The kind of transaction.</summary>
    public TransactionKind Kind => line.Kind;

    /// <summary>The number of transactions of this kind.</summary>
    public int Count => line.Count;

    /// <summary>
    /// The sum of these transactions: above zero for money that came in, below zero for money that went out.
    /// </summary>
    public Money Total => line.Total;
}
