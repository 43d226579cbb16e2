using Graph.Domain.Lending.Books;
using Graph.Domain.Lending.Loans;
using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Lending.Trust;

/// <summary>A coarse form of the trust score.</summary>
public enum TrustBand
{
    /// <summary>No instalment was due yet, so there is nothing to go by.</summary>
    New,

    /// <summary>Below 500 points.</summary>
    Fair,

    /// <summary>From 500 points.</summary>
    Good,

    /// <summary>From 750 points.</summary>
    Excellent,
}

/// <summary>A part of the trust score: what it is for, its points, and the most that it can have.</summary>
public sealed record TrustPart(string Name, int Points, int OutOf);

/// <summary>The trust score, 0 to 1000, explained by its parts. The formula is in docs/lending.md.</summary>
public sealed record TrustScore(IReadOnlyList<TrustPart> Parts, bool HasHistory)
{
    public int Value => Parts.Sum(part => part.Points);

    public TrustBand Band => !HasHistory ? TrustBand.New : Value switch
    {
        >= 750 => TrustBand.Excellent,
        >= 500 => TrustBand.Good,
        _ => TrustBand.Fair,
    };
}

/// <summary>
/// Computes trust scores from what is stored, each time anew, so that a score is never older than its inputs. No limit and
/// no mutation depends on it.
/// </summary>
public static class TrustScores
{
    private const int PointsOfInstallment = 40;
    private const int PointsOfLate = 50;
    private const int PointsOfPartner = 20;
    private const int MonthsOfAge = 24;

    public static async Task<IReadOnlyDictionary<UserId, TrustScore>> OfAsync(
        GraphDb db, IReadOnlyList<UserId> users, DateTime now, CancellationToken cancellationToken)
    {
        var people = await db.Set<User>()
            .Where(u => users.Contains(u.Id))
            .Select(u => new { u.Id, u.Level, u.JoinedAt })
            .ToListAsync(cancellationToken);
        var loans = await db.Set<Loan>()
            .Where(l => l.PaidOutOn != null && (users.Contains(l.BorrowerId) || users.Contains(l.LenderId)))
            .ToListAsync(cancellationToken);
        List<LoanId> borrowed = [.. loans.Where(l => users.Contains(l.BorrowerId)).Select(l => l.Id)];
        var transactions = (await db.Set<LoanTransaction>().Where(t => borrowed.Contains(t.LoanId)).ToListAsync(cancellationToken))
            .ToLookup(t => t.LoanId);
        return people.ToDictionary(person => person.Id, person => Of(
            person.Level,
            (int)((now - person.JoinedAt).TotalDays / 30),
            [.. loans.Where(l => l.BorrowerId == person.Id).Select(l => (l, LoanStanding.SettledBy(transactions[l.Id])))],
            loans.Where(l => l.Status is LoanStatus.Repaid && (l.BorrowerId == person.Id || l.LenderId == person.Id))
                .Select(l => l.BorrowerId == person.Id ? l.LenderId : l.BorrowerId).Distinct().Count(),
            BusinessCalendar.DateOf(now)));
    }

    private static TrustScore Of(
        RealNameLevel level, int months, IReadOnlyList<(Loan Loan, IReadOnlyList<Settlement> Settled)> borrowed, int partners, DateOnly today)
    {
        // At most one instalment of each lender and month counts as paid in time, so that two friends gain nothing by lending each
        // other a fen again and again.
        var (onTime, late) = (new HashSet<(UserId Lender, DateOnly Month)>(), 0);
        foreach (var (loan, settled) in borrowed)
        {
            var planned = loan.PlanAsOf(today).Installments.Where(one => one.Principal > 0).ToList();
            var passed = planned.FindAll(one => one.DueOn < today);
            foreach (var due in passed.Where(due => loan.ForgivenAt is not { } at || BusinessCalendar.DateOf(at) > due.DueOn))
            {
                var isPaid = loan.BookOver(today, [.. settled.Where(one => one.On <= due.DueOn)]).At(due.DueOn).Installments[due.Number - 1].IsPaid;
                late += isPaid ? 0 : 1;
                if (isPaid)
                {
                    onTime.Add((loan.LenderId, MonthOf(due.DueOn)));
                }
            }

            // A loan that was paid back before its first due day counts as that instalment.
            if (passed.Count == 0 && loan.Status == LoanStatus.Repaid)
            {
                onTime.Add((loan.LenderId, MonthOf(planned[0].DueOn)));
            }
        }

        var defaults = borrowed.Count(one => one.Loan.DefaultedAt is not null);
        return new TrustScore(
            [
                new TrustPart("Instalments paid in time", Math.Min(400, onTime.Count * PointsOfInstallment), 400),
                new TrustPart("No instalments paid late", Math.Max(0, 200 - (late * PointsOfLate)), 200),
                new TrustPart("No loan in default", defaults == 0 ? 100 : 0, 100),
                new TrustPart("Real-name level", level switch { RealNameLevel.ClassIII => 100, RealNameLevel.ClassII => 60, RealNameLevel.ClassI => 20, _ => 0 }, 100),
                new TrustPart("Age of the account", Math.Clamp(months * 100 / MonthsOfAge, 0, 100), 100),
                new TrustPart("People with whom loans were paid back", Math.Min(100, partners * PointsOfPartner), 100),
            ],
            onTime.Count + late > 0);
    }

    private static DateOnly MonthOf(DateOnly day) => new(day.Year, day.Month, 1);
}
