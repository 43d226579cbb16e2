using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Ledger.Checking;

// Rules about accounts and their books.
public sealed partial class LedgerChecker
{
    private static async IAsyncEnumerable<Violation> BalancesSumToZeroAsync(GraphDb db)
    {
        var sums = db.Set<Account>()
            .GroupBy(a => a.Currency)
            .Select(g => new { Currency = g.Key, Sum = g.Sum(a => a.CreditsPosted - a.DebitsPosted) });
        await foreach (var sum in sums.AsAsyncEnumerable())
        {
            if (sum.Sum != 0)
            {
                yield return new Violation("all balances sum to zero", $"currency {sum.Currency}", $"sum is {sum.Sum}");
            }
        }
    }

    private async IAsyncEnumerable<Violation> AccountsKeepTheirBoundsAsync(GraphDb db)
    {
        const long Most = 100_000_000_000_000_000;
        AccountKind[] belowZero = [.. accounts.Where(traits => traits.Floor < 0).Select(traits => traits.Kind)];
        var rows = db.Set<Account>().Where(a =>
            (a.CreditsPosted - a.DebitsPosted - a.DebitsPending < 0 && !belowZero.Contains(a.Kind))
            || a.CreditsPosted - a.DebitsPosted - a.DebitsPending < -Most
            || a.DebitsPosted < 0 || a.CreditsPosted < 0 || a.DebitsPending < 0 || a.CreditsPending < 0
            || a.DebitsPosted > Most || a.CreditsPosted > Most || a.DebitsPending > Most || a.CreditsPending > Most);
        await foreach (var account in rows.AsAsyncEnumerable())
        {
            yield return new Violation(
                "no account is overdrawn, and counters keep their bounds",
                $"account {account.Id.Value}",
                $"available {account.CreditsPosted - account.DebitsPosted - account.DebitsPending}");
        }
    }

    /// <summary>
    /// Checks the accounts of each posting. When a side of a transaction is a person, the posting must use that
    /// person's wallet. When it is not, the account must have no owner.
    /// </summary>
    private static async IAsyncEnumerable<Violation> PostingsMoveBetweenTheSidesAsync(GraphDb db)
    {
        var rows =
            from posting in db.Set<Posting>()
            join transaction in db.Set<Transaction>() on posting.TransactionId equals transaction.Id
            join debit in db.Set<Account>() on posting.DebitId equals debit.Id
            join credit in db.Set<Account>() on posting.CreditId equals credit.Id
            where debit.OwnerId != transaction.PayerId || credit.OwnerId != transaction.PayeeId
                || posting.Amount <= 0 || posting.DebitId == posting.CreditId
                || posting.Currency != debit.Currency || posting.Currency != credit.Currency
            select new { posting.Id, posting.Amount, transaction.Kind };
        await foreach (var row in rows.AsAsyncEnumerable())
        {
            yield return new Violation(
                "a posting moves between the two sides of its transaction", $"posting {row.Id.Value}", $"{row.Kind} of {row.Amount}");
        }
    }

    private static async IAsyncEnumerable<Violation> CountersEqualPostingsAsync(GraphDb db)
    {
        var rows = db.Set<Account>().Select(a => new
        {
            a.Id,
            a.DebitsPosted,
            a.CreditsPosted,
            Debits = db.Set<Posting>().Where(p => p.DebitId == a.Id).Sum(p => p.Amount),
            Credits = db.Set<Posting>().Where(p => p.CreditId == a.Id).Sum(p => p.Amount),
        });
        await foreach (var row in rows.Where(r => r.DebitsPosted != r.Debits || r.CreditsPosted != r.Credits).AsAsyncEnumerable())
        {
            yield return new Violation(
                "posted counters equal the sum of postings",
                $"account {row.Id.Value}",
                $"debits {row.DebitsPosted} for {row.Debits}, credits {row.CreditsPosted} for {row.Credits}");
        }
    }

    private static async IAsyncEnumerable<Violation> PendingEqualsOpenHoldsAsync(GraphDb db)
    {
        var rows = db.Set<Account>().Select(a => new
        {
            a.Id,
            a.DebitsPending,
            a.CreditsPending,
            Debits = db.Set<Hold>().Where(h => h.DebitId == a.Id && h.Status == HoldStatus.Open).Sum(h => h.Amount),
            Credits = db.Set<Hold>().Where(h => h.CreditId == a.Id && h.Status == HoldStatus.Open).Sum(h => h.Amount),
        });
        await foreach (var row in rows.Where(r => r.DebitsPending != r.Debits || r.CreditsPending != r.Credits).AsAsyncEnumerable())
        {
            yield return new Violation(
                "pending counters equal the open holds",
                $"account {row.Id.Value}",
                $"debits {row.DebitsPending} for {row.Debits}, credits {row.CreditsPending} for {row.Credits}");
        }
    }

    /// <summary>
    /// Checks each book: its lines are numbered 1, 2, 3 …, each balance follows from the line before, and the last
    /// balance is the account's.
    /// </summary>
    private static async IAsyncEnumerable<Violation> BooksAreCompleteAsync(GraphDb db)
    {
        var lines =
            from a in db.Set<Account>()
            join e in db.Set<Entry>() on a.Id equals e.AccountId into entries
            from e in entries.DefaultIfEmpty()
            orderby a.Id, e.Sequence
            select new
            {
                a.Id,
                a.LastSequence,
                Balance = a.CreditsPosted - a.DebitsPosted,
                Sequence = (long?)e.Sequence,
                Change = (long?)e.Change,
                BalanceAfter = (long?)e.BalanceAfter,
            };
        AccountId? current = null;
        (long Sequence, long Balance) book = default;
        await foreach (var line in lines.AsAsyncEnumerable())
        {
            if (current != line.Id)
            {
                (current, book) = (line.Id, default);
            }

            var expected = (Sequence: book.Sequence + 1, Balance: book.Balance + (line.Change ?? 0));
            if (line.Sequence is { } sequence)
            {
                if (sequence != expected.Sequence || line.BalanceAfter != expected.Balance)
                {
                    yield return new Violation(
                        "books are complete and add up",
                        $"entry {sequence} of account {line.Id.Value}",
                        $"expected line {expected.Sequence} with balance {expected.Balance}, found {line.BalanceAfter}");
                }

                book = (sequence, line.BalanceAfter!.Value);
            }

            if ((line.Sequence ?? 0) == line.LastSequence && book.Balance != line.Balance)
            {
                yield return new Violation(
                    "the last line's balance is the account's", $"account {line.Id.Value}", $"{book.Balance}, not {line.Balance}");
            }
        }

        var open = db.Set<Account>()
            .Select(a => new { a.Id, a.LastSequence, Lines = db.Set<Entry>().LongCount(e => e.AccountId == a.Id) })
            .Where(a => a.LastSequence != a.Lines);
        await foreach (var account in open.AsAsyncEnumerable())
        {
            yield return new Violation(
                "a book has as many lines as its account counts",
                $"account {account.Id.Value}",
                $"{account.Lines} of {account.LastSequence}");
        }
    }

    private static async IAsyncEnumerable<Violation> PostingsStandInTwoBooksAsync(GraphDb db)
    {
        var rows = db.Set<Posting>().Where(p =>
            db.Set<Entry>().Count(e => e.PostingId == p.Id) != 2
            || !db.Set<Entry>().Any(e => e.TransactionId == p.TransactionId && e.AccountId == p.DebitId && e.PostingId == p.Id && e.Change == -p.Amount)
            || !db.Set<Entry>().Any(e => e.TransactionId == p.TransactionId && e.AccountId == p.CreditId && e.PostingId == p.Id && e.Change == p.Amount));
        await foreach (var posting in rows.AsAsyncEnumerable())
        {
            yield return new Violation("a posting stands in two books", $"posting {posting.Id.Value}", $"amount {posting.Amount}");
        }
    }
}
