using System.Runtime.CompilerServices;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Domain.Ledger.Checking;

/// <summary>A violation of a rule: the rule, the row that breaks it, and how.</summary>
public sealed record Violation(string Rule, string Row, string Detail);

/// <summary>A rule of another feature about money and its own data.</summary>
public interface ILedgerRule
{
    IAsyncEnumerable<Violation> FindAsync(GraphDb db);
}

/// <summary>
/// Checks the ledger against its rules. It uses only the tables, none of the ledger's own code, and reads a single
/// snapshot. Tests run it after every scenario; operators can run it at any time.
/// </summary>
public sealed partial class LedgerChecker(
    IServiceScopeFactory scopes,
    IEnumerable<AccountKindTraits> accounts,
    TransactionKinds kinds,
    IEnumerable<ILedgerRule> more,
    IEnumerable<IEndsHolds> endsHolds,
    CheckSettings settings,
    TimeProvider clock)
{
    public async Task<IReadOnlyList<Violation>> CheckAsync(CancellationToken cancellationToken = default)
    {
        var violations = new List<Violation>();
        await foreach (var violation in FindAsync(cancellationToken))
        {
            violations.Add(violation);
        }

        return violations;
    }

    /// <summary>
    /// Returns violations as they are found. Rows are streamed, so memory does not grow with the ledger.
    /// </summary>
    public async IAsyncEnumerable<Violation> FindAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<GraphDb>();
        await using var snapshot = await db.BeginSnapshotAsync(cancellationToken);
        IAsyncEnumerable<Violation>[] rules =
        [
            BalancesSumToZeroAsync(db),
            AccountsKeepTheirBoundsAsync(db),
            CountersEqualPostingsAsync(db),
            PostingsMoveBetweenTheSidesAsync(db),
            PendingEqualsOpenHoldsAsync(db),
            HoldsHaveAnEndAsync(db),
            HoldsEndInTimeAsync(db),
            BooksAreCompleteAsync(db),
            PostingsStandInTwoBooksAsync(db),
            TransactionsEqualPostingsAsync(db),
            StatusEqualsHistoryAsync(db),
            RefundsAddUpAsync(db),
            LimitsEqualChargesAsync(db),
            AnswersNameTransactionsAsync(db),
            .. more.Select(rule => rule.FindAsync(db)),
        ];
        foreach (var rule in rules)
        {
            await foreach (var violation in rule.WithCancellation(cancellationToken))
            {
                yield return violation;
            }
        }
    }
}
