using Graph.Domain.Lending.Loans;
using Graph.Domain.Lending.Plans;

namespace Graph.Domain.Lending.Books;

/// <summary>
/// Counts the interest of a loan that was paid out day by day. The checker uses it beside <see cref="LoanBook"/>, which goes from
/// payment to payment.
/// </summary>
/// <param name="loan">The loan.</param>
/// <param name="received">What the lender received.</param>
internal sealed class DayCount(Loan loan, IReadOnlyList<LoanTransaction> received)
{
    private readonly LoanPlan _plan = LoanPlan.Of(loan.Terms, loan.PaidOutOn!.Value);

    /// <summary>Adds up the interest of each day before a given one, rounded down once for each instalment, in minor units.</summary>
    public long InterestUntil(DateOnly end) => OfInstallments([.. received.Select(one => (one.PaidOn, one.Principal))], end).Sum();

    /// <summary>
    /// Returns the due date of the first instalment of which principal or interest is unpaid, if what is open is paid on its due
    /// dates, or today if they are over; null when all are paid. What was paid goes to the instalments in their order.
    /// </summary>
    public DateOnly? FirstUnpaid(DateOnly today)
    {
        var (principal, interest) = (received.Sum(one => one.Principal), received.Sum(one => one.Interest));
        List<(DateOnly On, long Principal)> payments = [.. received.Select(one => (one.PaidOn, one.Principal))];
        var unpaid = new List<long>();
        foreach (var one in _plan.Installments)
        {
            var paid = Math.Min(principal, one.Principal);
            principal -= paid;
            unpaid.Add(one.Principal - paid);
            payments.Add((Later(one.DueOn, today), one.Principal - paid));
        }

        var expected = OfInstallments(payments, Later(_plan.Installments[^1].DueOn, today));
        foreach (var (index, one) in _plan.Installments.Index())
        {
            var paid = Math.Min(interest, expected[index]);
            interest -= paid;
            if (unpaid[index] > 0 || paid < expected[index])
            {
                return one.DueOn;
            }
        }

        return null;
    }

    /// <summary>
    /// Returns the first payment that went to the principal while interest to its day was unpaid; null when there is none. Interest comes
    /// first (Civil Code, article 561).
    /// </summary>
    public LoanTransaction? FirstBeforeInterest()
    {
        var payments = received.ToLookup(one => one.PaidOn);
        var (left, paid, before, sum, number) = (loan.Principal, 0L, 0L, Int128.Zero, 0);
        var last = received.Count == 0 ? _plan.Start : received.Max(one => one.PaidOn);
        for (var day = _plan.Start; day <= last; day = day.AddDays(1))
        {
            var accrued = before + Rounded(sum);
            foreach (var payment in payments[day].OrderBy(one => one.Number))
            {
                paid += payment.Interest;
                if (payment.Principal > 0 && paid < accrued)
                {
                    return payment;
                }

                left -= payment.Principal;
            }

            sum += (Int128)left * loan.Rate;
            if (number < _plan.Installments.Count - 1 && day.AddDays(1) == _plan.Installments[number].DueOn)
            {
                (before, sum, number) = (before + Rounded(sum), 0, number + 1);
            }
        }

        return null;
    }

    /// <summary>The interest of each instalment until a day, when this principal is paid on these days.</summary>
    private long[] OfInstallments(IReadOnlyList<(DateOnly On, long Principal)> payments, DateOnly end)
    {
        var (paid, interest) = (payments.ToLookup(one => one.On, one => one.Principal), new long[_plan.Installments.Count]);
        var (left, sum, number) = (loan.Principal, Int128.Zero, 0);
        for (var day = _plan.Start; day < end && left > 0; day = day.AddDays(1))
        {
            left -= paid[day].Sum();
            sum += (Int128)left * loan.Rate;
            if (number < interest.Length - 1 && day.AddDays(1) == _plan.Installments[number].DueOn)
            {
                (interest[number], sum, number) = (Rounded(sum), 0, number + 1);
            }
        }

        interest[number] = Rounded(sum);
        return interest;
    }

    private static long Rounded(Int128 millionths) => (long)(millionths / (365 * AnnualRate.One));

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;
}
