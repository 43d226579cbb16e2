using Graph.Domain.Funds.Arithmetic;
using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Days;
using Graph.Domain.Funds.Holdings;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Funds.Checking;

/// <summary>
/// Checks instant redemptions: that they count against limits, and that the bank which advances the money has units for it and
/// gets it back.
/// </summary>
public sealed class InstantRule(CheckSettings settings, TimeProvider clock) : ILedgerRule
{
    public async IAsyncEnumerable<Violation> FindAsync(GraphDb db)
    {
        IAsyncEnumerable<Violation>[] rules = [LimitsAsync(db), MoneyAsync(db), ReturnsAsync(db)];
        foreach (var rule in rules)
        {
            await foreach (var violation in rule)
            {
                yield return violation;
            }
        }
    }

    /// <summary>
    /// Compares sums of a fund and day. An account can get another person later, so what a person redeemed cannot be told from the
    /// orders. Nothing gives back what was redeemed at once.
    /// </summary>
    private static async IAsyncEnumerable<Violation> LimitsAsync(GraphDb db)
    {
        var rows = db.Set<InstantUse>().Select(u => new { u.FundId, u.Day, u.Used, Redeemed = 0L })
            .Concat(db.Set<FundOrder>()
                .Where(o => o.Side == FundOrderSide.Redemption && o.Speed == RedemptionSpeed.Instant)
                .Select(o => new { o.FundId, Day = o.TradeOn, Used = 0L, Redeemed = o.Gross ?? 0 }))
            .GroupBy(row => new { row.FundId, row.Day })
            .Select(day => new { day.Key.FundId, day.Key.Day, Used = day.Sum(row => row.Used), Redeemed = day.Sum(row => row.Redeemed) })
            .Where(day => day.Used != day.Redeemed);
        await foreach (var row in rows.AsAsyncEnumerable())
        {
            yield return new Violation(
                "instant redemptions count against the limits", $"fund {row.FundId.Value} on {row.Day:O}", $"{row.Used} of {row.Redeemed}");
        }

        var most = db.Set<InstantUse>().Where(u => u.Used > FundOrder.InstantLimit);
        await foreach (var use in most.AsAsyncEnumerable())
        {
            yield return new Violation(
                "a person redeems at most ¥10,000 of a fund at once on a day", $"person {use.PersonId.Value} on {use.Day:O}", $"{use.Used}");
        }
    }

    /// <summary>
    /// The bank has the money that it added, without what it advanced, and with what it got back for units. For what it has not got
    /// back yet, it has units.
    /// </summary>
    private static async IAsyncEnumerable<Violation> MoneyAsync(GraphDb db)
    {
        var rows =
            from fund in db.Set<Fund>()
            join liquidity in db.Set<Account>() on fund.LiquidityId equals liquidity.Id
            join bank in db.Set<Holding>() on new { FundId = fund.Id, Kind = HoldingKind.Advance } equals new { bank.FundId, bank.Kind }
            select new
            {
                fund.Id,
                Balance = liquidity.CreditsPosted - liquidity.DebitsPosted,
                bank.Units,
                Added = db.Set<Posting>()
                    .Where(p => p.CreditId == liquidity.Id
                        && db.Set<Transaction>().Any(t => t.Id == p.TransactionId && t.Kind == TransactionKind.FundAdvance))
                    .Sum(p => p.Amount),
                Advanced = db.Set<FundOrder>()
                    .Where(o => o.FundId == fund.Id && o.Side == FundOrderSide.Redemption && o.Speed == RedemptionSpeed.Instant)
                    .Sum(o => o.Gross ?? 0),
                Returned = db.Set<UnitPosting>()
                    .Where(p => p.FromId == bank.Id && p.Kind == UnitPostingKind.AdvanceReturn)
                    .Sum(p => p.Units),
            };
        await foreach (var row in rows.AsAsyncEnumerable())
        {
            // A unit is worth one yuan, and the bank gets whole fen.
            var returned = row.Returned / FundMath.UnitsOfFen;
            if (row.Balance != row.Added - row.Advanced + returned)
            {
                yield return new Violation(
                    "the bank has what it added, without what it advanced and did not get back",
                    $"fund {row.Id.Value}",
                    $"{row.Balance}, added {row.Added}, advanced {row.Advanced}, returned {returned}");
            }

            if (row.Units < (row.Advanced - returned) * FundMath.UnitsOfFen)
            {
                yield return new Violation(
                    "the bank has units for what it advanced", $"fund {row.Id.Value}", $"{row.Units} units, advanced {row.Advanced}, returned {returned}");
            }
        }
    }

    /// <summary>While a day's income is being credited, the bank can have units of which its return is not yet said.</summary>
    private async IAsyncEnumerable<Violation> ReturnsAsync(GraphDb db)
    {
        var kept =
            from bank in db.Set<Holding>()
            join fund in db.Set<Fund>() on bank.FundId equals fund.Id
            where bank.Kind == HoldingKind.Advance && bank.Units >= FundMath.UnitsOfFen && fund.AdvanceDueAt == null
                && !db.Set<FundDay>().Any(d => d.FundId == fund.Id && d.Status == FundDayStatus.Started)
            select new { fund.Id, bank.Units };
        await foreach (var row in kept.AsAsyncEnumerable())
        {
            yield return new Violation("the bank's units are given back on a day", $"fund {row.Id.Value}", $"{row.Units} units, due never");
        }

        var late = clock.UtcNow() - settings.Overdue;
        await foreach (var fund in db.Set<Fund>().Where(f => f.AdvanceDueAt < late).AsAsyncEnumerable())
        {
            yield return new Violation("the bank gets its money back in time", $"fund {fund.Id.Value}", $"due since {fund.AdvanceDueAt:u}");
        }
    }
}
