using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Funds.Orders;
using Graph.Domain.Funds.Standing;
using Graph.Domain.Funds.Suitability;
using Graph.Domain.Ledger.Checking;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Funds.Checking;

/// <summary>
/// Checks that nobody was sold a fund riskier than they tolerated without the warning that is kept, and that at C1 nobody was sold
/// one above R1 at all (CSRC Order 130, articles 19 and 22). What counts is what the person tolerated at the time of the order.
/// </summary>
public sealed class SuitabilityRule : ILedgerRule
{
    /// <summary>
    /// An order and new answers can overtake each other, and the clocks of nodes differ. Answers that were replaced so shortly before, or
    /// came so shortly after, count too.
    /// </summary>
    private static readonly TimeSpan Near = TimeSpan.FromMinutes(1);

    public async IAsyncEnumerable<Violation> FindAsync(GraphDb db)
    {
        // The person is the one whose limits the payment was charged to: the account can belong to another one now.
        var orders =
            from order in db.Set<FundOrder>()
            join payment in db.Set<Transaction>() on order.PaymentId equals payment.Id
            join fund in db.Set<Fund>() on order.FundId equals fund.Id
            join one in db.Set<RiskAssessment>() on payment.ChargedPersonId equals one.PersonId into given
            from answers in given.DefaultIfEmpty()
            where order.Side == FundOrderSide.Subscription
            orderby order.Id
            select new Line<FundOrderId>(order.Id, order.OrderedAt, fund.RiskGrade, order.WarnedAt, answers);
        await foreach (var violation in FindAsync("fund order", orders))
        {
            yield return violation;
        }

        // A standing order names no person. Its account may have had another one when it was set, so the answers of all persons for whom
        // this account has answered count as well. Of one without any answers nothing is known.
        var standing =
            from order in db.Set<StandingOrder>()
            join fund in db.Set<Fund>() on order.FundId equals fund.Id
            join user in db.Set<User>() on order.UserId equals user.Id
            from answers in db.Set<RiskAssessment>()
            where answers.PersonId == user.PersonId
                || db.Set<RiskAssessment>().Any(own => own.UserId == user.Id && own.PersonId == answers.PersonId)
            orderby order.Id
            select new Line<StandingOrderId>(order.Id, order.SetAt, fund.RiskGrade, order.WarnedAt, answers);
        await foreach (var violation in FindAsync("standing order", standing))
        {
            yield return violation;
        }
    }

    /// <summary>Something bought, with answers of its buyer. There is a line for each of them.</summary>
    private sealed record Line<TId>(TId Id, DateTime At, RiskGrade Grade, RiskTolerance? Warned, RiskAssessment? Answers)
        where TId : struct, ITypedId;

    private static async IAsyncEnumerable<Violation> FindAsync<TId>(string kind, IQueryable<Line<TId>> rows)
        where TId : struct, ITypedId
    {
        var lines = new List<Line<TId>>();
        await foreach (var line in rows.AsAsyncEnumerable())
        {
            if (lines.Count > 0 && !lines[0].Id.Equals(line.Id))
            {
                if (Check(kind, lines) is { } violation)
                {
                    yield return violation;
                }

                lines.Clear();
            }

            lines.Add(line);
        }

        if (lines.Count > 0 && Check(kind, lines) is { } last)
        {
            yield return last;
        }
    }

    private static Violation? Check<TId>(string kind, List<Line<TId>> lines)
        where TId : struct, ITypedId
    {
        var bought = lines[0];
        var counted = Counted(lines.ConvertAll(line => line.Answers), bought.At).Select(one => one.Tolerance).ToList();
        return counted.Exists(tolerance => IsSuitable(bought.Grade, tolerance, bought.Warned))
            ? null
            : new Violation(
                "a fund that is riskier than its buyer tolerates is sold after a warning, and never at C1",
                $"{kind} {bought.Id.Value}",
                $"{bought.Grade}, warned at {bought.Warned?.ToString() ?? "none"}, tolerated {string.Join(" or ", counted)}");
    }

    /// <summary>The answers that counted at a time: of each person the latest, and those that were replaced or came a moment from it.</summary>
    private static IEnumerable<RiskAssessment> Counted(IReadOnlyCollection<RiskAssessment?> answers, DateTime at) =>
        answers.OfType<RiskAssessment>().Where(one => one.AnsweredAt <= at + Near && one.ValidUntil > at - Near && !answers.Any(later =>
            later is not null && later.PersonId == one.PersonId && later.AnsweredAt > one.AnsweredAt && later.AnsweredAt <= at - Near));

    private static bool IsSuitable(RiskGrade grade, RiskTolerance tolerance, RiskTolerance? warned) =>
        (int)grade <= (int)tolerance || (tolerance != RiskTolerance.C1 && warned == tolerance);
}
