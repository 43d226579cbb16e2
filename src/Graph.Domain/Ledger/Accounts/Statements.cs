using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Ledger.Accounts;

public sealed record StatementLine(TransactionKind Kind, int Count, Money Total);

public sealed record Statement(
    DateOnly From,
    DateOnly To,
    Money Opening,
    Money Closing,
    Money MoneyIn,
    Money MoneyOut,
    IReadOnlyList<StatementLine> ByKind);

/// <summary>
/// Reads past balances and movements from an account's book. The lines are in the order in which they were added under
/// the lock of the account's row. A period ends after the last line that was written before its end, so two periods
/// that follow each other have no line in common and miss none.
/// </summary>
public static class Statements
{
    public const int MaxDays = 366;

    /// <summary>
    /// Returns the posted balance right before a moment. So the balance at the beginning of a day is the opening balance
    /// of that day's statement, and the closing balance of the day before.
    /// </summary>
    public static async Task<Money> BalanceAtAsync(GraphDb db, Account account, DateTime time, CancellationToken cancellationToken)
    {
        var (_, balance) = await LastBeforeAsync(db, account, time, cancellationToken);
        return new Money(balance, account.Currency);
    }

    /// <summary>Returns the statement from the beginning of one day to the end of another, in Shanghai time.</summary>
    public static async Task<Statement> OfAsync(
        GraphDb db, Account account, DateOnly from, DateOnly to, CancellationToken cancellationToken)
    {
        var before = await LastBeforeAsync(db, account, BusinessCalendar.StartOf(from), cancellationToken);
        var last = await LastBeforeAsync(db, account, BusinessCalendar.StartOf(to.AddDays(1)), cancellationToken);
        var lines = await (
            from entry in db.Set<Entry>()
            join transaction in db.Set<Transaction>() on entry.TransactionId equals transaction.Id
            where entry.AccountId == account.Id && entry.Sequence > before.Sequence && entry.Sequence <= last.Sequence
                && entry.Change != 0
            group entry by new { transaction.Kind, In = entry.Change > 0 } into kind
            select new { kind.Key.Kind, kind.Key.In, Count = kind.Count(), Sum = kind.Sum(e => e.Change) })
            .ToListAsync(cancellationToken);
        return new Statement(
            from,
            to,
            Of(before.Balance),
            Of(last.Balance),
            Of(lines.Where(line => line.In).Sum(line => line.Sum)),
            Of(-lines.Where(line => !line.In).Sum(line => line.Sum)),
            [
                .. lines
                    .GroupBy(line => line.Kind)
                    .OrderBy(kind => kind.Key)
                    .Select(kind => new StatementLine(kind.Key, kind.Sum(line => line.Count), Of(kind.Sum(line => line.Sum)))),
            ]);

        Money Of(long minorUnits) => new(minorUnits, account.Currency);
    }

    /// <summary>Returns the number of the last line before a moment, and the balance after that line.</summary>
    private static async Task<(long Sequence, long Balance)> LastBeforeAsync(
        GraphDb db, Account account, DateTime time, CancellationToken cancellationToken)
    {
        var line = await db.Set<Entry>()
            .Where(e => e.AccountId == account.Id && e.At < time)
            .OrderByDescending(e => e.Sequence)
            .Select(e => new { e.Sequence, e.BalanceAfter })
            .FirstOrDefaultAsync(cancellationToken);
        return (line?.Sequence ?? 0, line?.BalanceAfter ?? 0);
    }
}
