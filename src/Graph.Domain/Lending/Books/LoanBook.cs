using System.Numerics;
using Graph.Domain.Lending.Plans;

namespace Graph.Domain.Lending.Books;

/// <summary>What a lender received on a day, from the borrower or from a guarantor, in minor units.</summary>
public sealed record Settlement(DateOnly On, long Principal, long Interest);

/// <summary>An instalment as it stands on a day.</summary>
/// <param name="Number">Its position, from 1.</param>
/// <param name="DueOn">The date until whose end it is paid in time.</param>
/// <param name="Principal">Its part of the principal.</param>
/// <param name="Interest">The interest of its period: what accrued, and what will if the rest is paid as planned.</param>
/// <param name="PaidPrincipal">The part of the principal that was paid.</param>
/// <param name="PaidInterest">The part of the interest that was paid.</param>
public sealed record InstallmentState(
    int Number, DateOnly DueOn, long Principal, long Interest, long PaidPrincipal, long PaidInterest)
{
    public long Paid => PaidPrincipal + PaidInterest;

    public bool IsPaid => PaidPrincipal == Principal && PaidInterest == Interest;
}

/// <summary>A loan as it stands on a day, in minor units.</summary>
/// <param name="Principal">The principal that is unpaid.</param>
/// <param name="Interest">The interest to date that is unpaid.</param>
/// <param name="DueNow">What has to be paid by the end of the day.</param>
/// <param name="Overdue">What should have been paid by the end of an earlier day.</param>
/// <param name="NextDueOn">The due date of the first instalment that is not paid; null when all are.</param>
/// <param name="Installments">The instalments.</param>
public sealed record LoanState(
    long Principal, long Interest, long DueNow, long Overdue, DateOnly? NextDueOn, IReadOnlyList<InstallmentState> Installments)
{
    /// <summary>What would pay everything today.</summary>
    public long Outstanding => Principal + Interest;
}

/// <summary>
/// Computes how a loan stands on a day from three facts alone: its plan, what the lender received, and whether everything fell
/// due. Interest belongs to the instalment in whose period it accrues, and is rounded down once for each. After the last due
/// date, what is unpaid goes on bearing interest, which belongs to the last instalment.
/// </summary>
/// <param name="plan">The plan as of the day of the payout.</param>
/// <param name="settled">What the lender received, in order.</param>
/// <param name="allDue">Whether everything fell due, because the loan is in default.</param>
public sealed class LoanBook(LoanPlan plan, IReadOnlyList<Settlement> settled, bool allDue)
{
    private readonly long _principal = plan.Terms.Principal.MinorUnits;

    public LoanState At(DateOnly today)
    {
        var unpaid = _principal - settled.Sum(one => one.Principal);
        var principal = Fill(plan.Installments.Select(one => one.Principal), settled.Sum(one => one.Principal));
        var toDate = Periods(today).Select(period => Interest(period.From, Min(period.Until, today), settled)).ToList();
        var interest = Fill(toDate, settled.Sum(one => one.Interest));
        var expected = Expected(today, principal);
        var states = plan.Installments.Index().Select(one => new InstallmentState(
            one.Item.Number, one.Item.DueOn, one.Item.Principal, expected[one.Index], principal[one.Index], interest[one.Index])).ToList();
        return new LoanState(
            unpaid,
            toDate.Sum() - interest.Sum(),
            Due(today, inclusive: true),
            Due(today, inclusive: false),
            states.FirstOrDefault(one => !one.IsPaid)?.DueOn,
            states);

        // The interest of a period falls due with its instalment. While principal is due, all interest to date is due too,
        // because a payment goes to interest first. So a payment of what is due pays the instalment.
        long Due(DateOnly day, bool inclusive)
        {
            var due = states.Where(one => allDue || (inclusive ? one.DueOn <= day : one.DueOn < day)).ToList();
            var open = due.Sum(one => one.Principal - one.PaidPrincipal);
            return open > 0 ? open + toDate.Sum() - interest.Sum() : due.Sum(one => toDate[one.Number - 1] - one.PaidInterest);
        }
    }

    /// <summary>
    /// The interest of each instalment, if what is unpaid is paid on its due date, or today if that is over.
    /// </summary>
    private List<long> Expected(DateOnly today, List<long> paid)
    {
        var open = plan.Installments.Index()
            .Where(one => one.Item.Principal > paid[one.Index])
            .Select(one => new Settlement(Max(one.Item.DueOn, today), one.Item.Principal - paid[one.Index], 0))
            .ToList();
        Settlement[] all = [.. settled, .. open];
        return [.. Periods(open.Count > 0 ? open[^1].On : today).Select(period => Interest(period.From, period.Until, all))];
    }

    /// <summary>The periods of the instalments. The last one goes on until a given day, if that is later.</summary>
    private IEnumerable<(DateOnly From, DateOnly Until)> Periods(DateOnly end)
    {
        var from = plan.Start;
        foreach (var one in plan.Installments)
        {
            yield return (from, one.Number == plan.Installments.Count ? Max(one.DueOn, end) : one.DueOn);
            from = one.DueOn;
        }
    }

    /// <summary>The interest from one day to another. The principal of a day is what is unpaid after that day's payments.</summary>
    private long Interest(DateOnly from, DateOnly until, IReadOnlyList<Settlement> payments)
    {
        if (until <= from)
        {
            return 0;
        }

        var left = _principal - payments.Where(one => one.On <= from).Sum(one => one.Principal);
        var (day, sum) = (from, BigInteger.Zero);
        foreach (var payment in payments.Where(one => one.On > from && one.On < until).OrderBy(one => one.On))
        {
            sum += new BigInteger(left) * (payment.On.DayNumber - day.DayNumber);
            (left, day) = (left - payment.Principal, payment.On);
        }

        sum += new BigInteger(left) * (until.DayNumber - day.DayNumber);
        return DailyInterest.Of(sum, plan.Terms.Rate);
    }

    /// <summary>Divides an amount among parts in their order, each up to its size.</summary>
    private static List<long> Fill(IEnumerable<long> parts, long amount)
    {
        var filled = new List<long>();
        foreach (var part in parts)
        {
            filled.Add(Math.Min(part, amount));
            amount -= filled[^1];
        }

        return filled;
    }

    private static DateOnly Min(DateOnly one, DateOnly other) => one < other ? one : other;

    private static DateOnly Max(DateOnly one, DateOnly other) => one > other ? one : other;
}
