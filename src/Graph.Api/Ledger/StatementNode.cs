using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Shared;

namespace Graph.Api.Ledger;

/// <summary>What moved through a wallet over some days. `opening + moneyIn − moneyOut = closing`, to the fen.</summary>
public sealed class StatementNode(Statement statement)
{
    /// <summary>The first day, in Asia/Shanghai.</summary>
    public DateOnly From => statement.From;

    /// <summary>The last day, included.</summary>
    public DateOnly To => statement.To;

    /// <summary>The posted balance when the first day began.</summary>
    public Money Opening => statement.Opening;

    /// <summary>The posted balance when the last day ended, or now if it has not ended.</summary>
    public Money Closing => statement.Closing;

    /// <summary>All that came in.</summary>
    public Money MoneyIn => statement.MoneyIn;

    /// <summary>All that went out, as a number above zero.</summary>
    public Money MoneyOut => statement.MoneyOut;

    /// <summary>The same by kind of transaction; kinds that did not happen are left out.</summary>
    public IReadOnlyList<StatementLineNode> ByKind => [.. statement.ByKind.Select(line => new StatementLineNode(line))];
}

/// <summary>One kind of transaction in a statement.</summary>
public sealed class StatementLineNode(StatementLine line)
{
    /// <summary>Which kind.</summary>
    public TransactionKind Kind => line.Kind;

    /// <summary>How many.</summary>
    public int Count => line.Count;

    /// <summary>Their sum: above zero came in, below zero went out.</summary>
    public Money Total => line.Total;
}
