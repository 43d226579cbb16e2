using System.Runtime.CompilerServices;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Domain.Ledger.Checking;

/// <summary>A rule that does not hold, the row that breaks it, and how.</summary>
public sealed record Violation(string Rule, string Row, string Detail);

/// <summary>A rule about money and what another feature keeps beside it.</summary>
public interface ILedgerRule
{
    IAsyncEnumerable<Violation> FindAsync(GraphDb db);
}

/// <summary>
/// Proves the ledger from its tables alone, with none of the ledger's own code, from one snapshot. Tests run it after
/// every scenario, operators whenever they like.
/// </summary>
public sealed partial class LedgerChecker(
    IServiceScopeFactory scopes,
    IEnumerable<AccountKindTraits> accounts,
    TransactionKinds kinds,
    IEnumerable<ILedgerRule> more)
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

    /// <summary>Violations as they are found; rows stream, so that memory does not grow with the ledger.</summary>
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
