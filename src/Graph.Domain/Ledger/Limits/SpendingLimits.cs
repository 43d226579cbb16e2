using Graph.Domain.Ledger.Accounts;
using Graph.Domain.Ledger.Transactions;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Passkeys;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Domain.Ledger.Limits;

/// <summary>A spending limit of a user, and how much of it is used.</summary>
/// <param name="Period">The period over which payments are added up.</param>
/// <param name="Confirmation">For daily limits: how the payments are confirmed. Null for longer periods.</param>
/// <param name="Limit">The amount that may be spent in the period.</param>
/// <param name="Used">The amount that this account has spent, including holds.</param>
/// <param name="Remaining">The amount that is left for all accounts of the person together.</param>
/// <param name="ResetsAt">When the period ends, in UTC; null for the limit over the account's life.</param>
public sealed record SpendingLimit(
    LimitPeriod Period, Confirmation? Confirmation, Money Limit, Money Used, Money Remaining, DateTime? ResetsAt);

/// <summary>
/// The spending limits of each real-name level (PBoC Announcement [2015] No. 43): at CLASS_I ¥1,000 over the account's
/// life; at CLASS_II ¥100,000 per year; at CLASS_III ¥200,000 per year. In addition, ¥1,000 per day with one factor
/// and ¥5,000 per day with two. What a passkey confirms has no limit of its own per day (article 24).
/// </summary>
public static class SpendingLimits
{
    public static readonly Money DayBySession = Money.Yuan(1_000);
    public static readonly Money DayByPin = Money.Yuan(5_000);

    public static Money? CapOf(LimitPeriod period, RealNameLevel level) => (period, level) switch
    {
        (LimitPeriod.Lifetime, RealNameLevel.ClassI) => Money.Yuan(1_000),
        (LimitPeriod.Year, RealNameLevel.ClassII) => Money.Yuan(100_000),
        (LimitPeriod.Year, RealNameLevel.ClassIII) => Money.Yuan(200_000),
        _ => null,
    };

    /// <summary>
    /// Counts a payment against every limit of the payer. If one would be exceeded, it refuses and counts nothing.
    /// </summary>
    public static async Task<LimitCharge> ChargeAsync(
        GraphDb db, PersonId person, RealNameLevel level, Money amount, Confirmation confirmation, DateTime now)
    {
        if (await FindExceededAsync(db, person, CapsOf(level, confirmation), amount, now) is { } exceeded)
        {
            throw Refused(exceeded, amount, confirmation, now);
        }

        return new LimitCharge(person, CountsLifetime(level), now);
    }

    /// <summary>Refuses a payment that would exceed a limit now, as charging it would. It counts nothing.</summary>
    public static async Task LookAsync(
        GraphDb db, PersonId person, RealNameLevel level, Money amount, Confirmation confirmation, DateTime now)
    {
        foreach (var cap in CapsOf(level, confirmation))
        {
            if (ExceededBy(amount, cap, await UsedAsync(db, person, cap.Period, now) ?? 0) is { } exceeded)
            {
                throw Refused(exceeded, amount, confirmation, now);
            }
        }
    }

    /// <summary>Returns how much somebody can spend now before a limit is reached, in fen. It counts nothing.</summary>
    public static async Task<long> RoomAsync(
        GraphDb db, PersonId person, RealNameLevel level, Confirmation confirmation, DateTime now)
    {
        var room = long.MaxValue;
        foreach (var cap in CapsOf(level, confirmation))
        {
            room = Math.Min(room, cap.Most - (await UsedAsync(db, person, cap.Period, now) ?? 0));
        }

        return room;
    }

    private static bool CountsLifetime(RealNameLevel level) => level == RealNameLevel.ClassI;

    private static Cap[] CapsOf(RealNameLevel level, Confirmation confirmation) =>
    [
        new(LimitPeriod.Year, CapOf(LimitPeriod.Year, level)),
        .. CountsLifetime(level) ? [new Cap(LimitPeriod.Lifetime, CapOf(LimitPeriod.Lifetime, level))] : Array.Empty<Cap>(),
        new(LimitPeriod.Day, confirmation switch
        {
            Confirmation.Session => DayBySession,
            Confirmation.PaymentPin => DayByPin,
            _ => null,
        }),
    ];

    /// <summary>The cap of a day says what would confirm the payment: the PIN, or beyond its cap a passkey.</summary>
    private static DomainException Refused(Exceeded exceeded, Money amount, Confirmation confirmation, DateTime now)
    {
        var pinSuffices = confirmation == Confirmation.Session
            && exceeded.Used <= DayByPin.MinorUnits - amount.MinorUnits;
        return new DomainException(
            exceeded.Cap.Period != LimitPeriod.Day ? exceeded.ToError(now)
            : pinSuffices ? new PaymentPinRequiredError()
            : new PasskeyRequiredError());
    }

    /// <summary>Gives the charged amount of a transaction back to the periods in which it was charged.</summary>
    public static Task GiveBackAsync(GraphDb db, Transaction transaction, long amount) =>
        transaction.ChargedPersonId is null || amount == 0 ? Task.CompletedTask
            : ChargedBy(db, transaction).ExecuteUpdateAsync(set => set.SetProperty(c => c.Used, c => c.Used - amount));

    /// <summary>Locks the limits to which a transaction will be given back later in the unit, after rows that are locked after limits.</summary>
    internal static Task LockAsync(GraphDb db, Transaction transaction) =>
        transaction.ChargedPersonId is null ? Task.CompletedTask : db.LockAsync(ChargedBy(db, transaction));

    /// <summary>For a single statement, as in counting: payments that share rows lock them in the same order.</summary>
    private static IQueryable<LimitCounter> ChargedBy(GraphDb db, Transaction transaction)
    {
        var (person, at, lifetime) = (transaction.ChargedPersonId, transaction.CreatedAt, transaction.ChargedLifetime);
        var (year, day) = (StartOf(LimitPeriod.Year, at), StartOf(LimitPeriod.Day, at));
        return db.Set<LimitCounter>().Where(c => c.PersonId == person
            && ((c.Period == LimitPeriod.Year && c.PeriodStart == year)
                || (c.Period == LimitPeriod.Day && c.PeriodStart == day)
                || (lifetime && c.Period == LimitPeriod.Lifetime)));
    }

    /// <summary>
    /// Returns the limits of an account; none for a user without a level. What is left is counted per person, but an
    /// account shows only what it has spent itself.
    /// </summary>
    public static async Task<IReadOnlyList<SpendingLimit>> OfAsync(
        GraphDb db, UserId user, PersonId? person, RealNameLevel level, DateTime now)
    {
        if (person is null || level == RealNameLevel.None)
        {
            return [];
        }

        DateOnly[] starts = [StartOf(LimitPeriod.Day, now), StartOf(LimitPeriod.Year, now), StartOf(LimitPeriod.Lifetime, now)];
        var counters = await db.Set<LimitCounter>()
            .Where(c => c.PersonId == person && starts.Contains(c.PeriodStart))
            .ToListAsync();
        var own = await OwnAsync(db, user, person.Value, now);
        SpendingLimit Of(LimitPeriod period, Confirmation? confirmation, Money cap)
        {
            var start = StartOf(period, now);
            var used = counters.SingleOrDefault(c => c.Period == period && c.PeriodStart == start)?.Used ?? 0;
            var remaining = Math.Max(0, cap.MinorUnits - used);
            return new SpendingLimit(period, confirmation, cap, Money.Fen(own[period]), Money.Fen(remaining), EndOf(period, now));
        }

        LimitPeriod[] periods = [LimitPeriod.Year, LimitPeriod.Lifetime];
        SpendingLimit[] longer = [.. periods
            .Where(period => CapOf(period, level) is not null)
            .Select(period => Of(period, null, CapOf(period, level)!.Value))];
        return
        [
            Of(LimitPeriod.Day, Confirmation.Session, DayBySession),
            Of(LimitPeriod.Day, Confirmation.PaymentPin, DayByPin),

            // With a passkey, a day has no limit of its own. The limit of the longer period counts.
            Of(LimitPeriod.Day, Confirmation.Passkey, longer[0].Limit) with { Remaining = longer[0].Remaining },
            .. longer,
        ];
    }

    /// <summary>
    /// Adds up what the account itself has spent in each period. It reads the account's own book, so its cost does not
    /// depend on what others do.
    /// </summary>
    private static async Task<Dictionary<LimitPeriod, long>> OwnAsync(GraphDb db, UserId user, PersonId person, DateTime now)
    {
        var (day, year) = (
            BusinessCalendar.StartOf(StartOf(LimitPeriod.Day, now)), BusinessCalendar.StartOf(StartOf(LimitPeriod.Year, now)));
        var spent =
            from wallet in db.Set<Account>()
            join entry in db.Set<Entry>() on wallet.Id equals entry.AccountId
            join transaction in db.Set<Transaction>() on entry.TransactionId equals transaction.Id
            where wallet.OwnerId == user && entry.Opens && transaction.PayerId == user && transaction.ChargedPersonId == person
                && (transaction.CreatedAt >= year || transaction.ChargedLifetime)
                && (transaction.Status == TransactionStatus.Posted || transaction.Status == TransactionStatus.Pending)
            select transaction;
        var sums = await spent
            .GroupBy(_ => 1)
            .Select(all => new
            {
                Day = all.Sum(t => t.CreatedAt >= day ? t.Amount - t.Refunded : 0),
                Year = all.Sum(t => t.CreatedAt >= year ? t.Amount - t.Refunded : 0),
                Lifetime = all.Sum(t => t.ChargedLifetime ? t.Amount - t.Refunded : 0),
            })
            .SingleOrDefaultAsync();
        return new Dictionary<LimitPeriod, long>
        {
            [LimitPeriod.Day] = sums?.Day ?? 0,
            [LimitPeriod.Year] = sums?.Year ?? 0,
            [LimitPeriod.Lifetime] = sums?.Lifetime ?? 0,
        };
    }

    public static DateOnly StartOf(LimitPeriod period, DateTime now)
    {
        var today = BusinessCalendar.DateOf(now);
        return period switch
        {
            LimitPeriod.Day => today,
            LimitPeriod.Year => new DateOnly(today.Year, 1, 1),
            _ => DateOnly.MinValue,
        };
    }

    private static DateTime? EndOf(LimitPeriod period, DateTime now) => period switch
    {
        LimitPeriod.Day => BusinessCalendar.StartOf(StartOf(period, now).AddDays(1)),
        LimitPeriod.Year => BusinessCalendar.StartOf(StartOf(period, now).AddYears(1)),
        _ => null,
    };

    /// <summary>
    /// Counts the amount against all caps. Returns the first cap that would be exceeded; nothing may be committed
    /// then.
    /// </summary>
    private static async Task<Exceeded?> FindExceededAsync(
        GraphDb db, PersonId person, IReadOnlyCollection<Cap> caps, Money amount, DateTime now)
    {
        for (var left = caps; ;)
        {
            var counted = await CountAsync(db, person, left, amount, now);
            left = [.. left.Where(cap => !counted.Contains(cap.Period))];
            if (left.Count == 0)
            {
                return null;
            }

            foreach (var cap in left)
            {
                var used = await UsedAsync(db, person, cap.Period, now);
                if (ExceededBy(amount, cap, used ?? 0) is { } exceeded)
                {
                    return exceeded;
                }

                // When two units insert the same row, one fails on the unique key, and the whole unit runs again. If
                // the row exists, it has room now, because money was given back between the count and this read.
                if (used is null)
                {
                    db.Set<LimitCounter>().Add(
                        new LimitCounter { PersonId = person, Period = cap.Period, PeriodStart = StartOf(cap.Period, now) });
                    await db.SaveChangesAsync();
                }
            }
        }
    }

    /// <summary>Returns the amount that is used of a period; null when nothing was counted in it yet.</summary>
    private static Task<long?> UsedAsync(GraphDb db, PersonId person, LimitPeriod period, DateTime now)
    {
        var start = StartOf(period, now);
        return db.Set<LimitCounter>()
            .Where(c => c.PersonId == person && c.Period == period && c.PeriodStart == start)
            .Select(c => (long?)c.Used)
            .SingleOrDefaultAsync();
    }

    private static Exceeded? ExceededBy(Money amount, Cap cap, long used) =>
        used <= cap.Most - amount.MinorUnits ? null : new Exceeded(cap, used);

    /// <summary>
    /// Checks and counts all caps in a single statement, which returns the caps that it counted. LINQ cannot express
    /// it, so this is SQL.
    /// </summary>
    private static Task<List<LimitPeriod>> CountAsync(
        GraphDb db, PersonId person, IReadOnlyCollection<Cap> caps, Money amount, DateTime now)
    {
        List<object> values = [amount.MinorUnits, db.ParameterOf(person)];
        var rows = caps.Select(cap =>
        {
            var at = values.Count;
            values.AddRange([(int)cap.Period, StartOf(cap.Period, now), cap.Most - amount.MinorUnits]);
            return $"(person_id = {{1}} AND period = {{{at}}} AND period_start = {{{at + 1}}} AND used <= {{{at + 2}}})";
        });
        var sql = db.UpdateReturning("limit_counter", "used = used + {0}", string.Join(" OR ", rows), "period");
        return db.ReturningAsync(sql, [.. values], row => (LimitPeriod)row.GetInt32(0));
    }

    /// <summary>A cap that a payment would exceed, and what is used of it.</summary>
    private sealed record Exceeded(Cap Cap, long Used)
    {
        public LimitExceededError ToError(DateTime now) => new(
            Cap.Period, Cap.Limit!.Value, Money.Fen(Math.Max(0, Cap.Most - Used)), EndOf(Cap.Period, now));
    }

    /// <summary>
    /// The amount that may be spent in a period; null when the period is only counted and has no limit.
    /// </summary>
    private sealed record Cap(LimitPeriod Period, Money? Limit)
    {
        public long Most => Limit?.MinorUnits ?? long.MaxValue;
    }
}
