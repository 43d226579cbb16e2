using Graph.Domain.Shared;

namespace Graph.Domain.Funds.Catalogue;

/// <summary>
/// The days on which the exchanges in Shanghai and Shenzhen are open: Monday to Friday without the holidays that the State
/// Council announces each year. The setting `Funds:ClosedDays` adds the holidays of later years. Until it does, only the days that
/// are off by law are known of a year (<see cref="StatutoryDays"/>), and <see cref="NextUnknownYear"/> asks for the others.
/// </summary>
public sealed class ExchangeCalendar
{
    /// <summary>Orders before this time take the day's value, later ones the next exchange day's.</summary>
    public static readonly TimeSpan CutOff = TimeSpan.FromHours(15);

    private static readonly (string First, string Last)[] Announced =
    [
        ("2024-01-01", "2024-01-01"), ("2024-02-09", "2024-02-17"), ("2024-04-04", "2024-04-06"), ("2024-05-01", "2024-05-05"),
        ("2024-06-10", "2024-06-10"), ("2024-09-15", "2024-09-17"), ("2024-10-01", "2024-10-07"),
        ("2025-01-01", "2025-01-01"), ("2025-01-28", "2025-02-04"), ("2025-04-04", "2025-04-06"), ("2025-05-01", "2025-05-05"),
        ("2025-05-31", "2025-06-02"), ("2025-10-01", "2025-10-08"),
        ("2026-01-01", "2026-01-03"), ("2026-02-15", "2026-02-23"), ("2026-04-04", "2026-04-06"), ("2026-05-01", "2026-05-05"),
        ("2026-06-19", "2026-06-21"), ("2026-09-25", "2026-09-27"), ("2026-10-01", "2026-10-07"),
    ];

    /// <summary>How many days ahead the holidays must be known: orders of today settle far earlier.</summary>
    private const int DaysAhead = 60;

    private readonly HashSet<DateOnly> _closed;
    private readonly HashSet<int> _announced;

    /// <param name="later">Holidays that were announced after this version. A year of which there is one counts as announced.</param>
    public ExchangeCalendar(IEnumerable<(DateOnly First, DateOnly Last)>? later = null)
    {
        _closed =
        [
            .. Announced.Select(one => (First: Day(one.First), Last: Day(one.Last)))
                .Concat(later ?? [])
                .SelectMany(one => Enumerable.Range(0, one.Last.DayNumber - one.First.DayNumber + 1).Select(one.First.AddDays)),
        ];
        _announced = [.. _closed.Select(day => day.Year)];
        var first = Announced.Max(one => Day(one.Last).Year) + 1;
        _closed.UnionWith(Enumerable.Range(first, StatutoryDays.LastYear - first + 1).SelectMany(StatutoryDays.Of));
    }

    /// <summary>
    /// Returns the year that the next 60 days reach and of which the State Council's holidays are not known; null when all are known. An
    /// operator has to add them to the settings.
    /// </summary>
    public int? NextUnknownYear(DateOnly today)
    {
        int[] years = [today.Year, today.AddDays(DaysAhead).Year];
        return years.Where(year => !_announced.Contains(year)).Select(year => (int?)year).FirstOrDefault();
    }

    public bool IsOpen(DateOnly day) =>
        day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !_closed.Contains(day);

    /// <summary>The first exchange day after a day.</summary>
    public DateOnly After(DateOnly day)
    {
        do
        {
            day = day.AddDays(1);
        }
        while (!IsOpen(day));
        return day;
    }

    /// <summary>The exchange day that comes a number of exchange days after a day.</summary>
    public DateOnly After(DateOnly day, int days)
    {
        for (var i = 0; i < days; i++)
        {
            day = After(day);
        }

        return day;
    }

    /// <summary>The exchange day whose value an order takes that is placed at a time.</summary>
    public DateOnly TradeDayOf(DateTime now)
    {
        var today = BusinessCalendar.DateOf(now);
        return IsOpen(today) && now < CutOffOf(today) ? today : After(today);
    }

    /// <summary>The time in UTC at which orders for a day end.</summary>
    public static DateTime CutOffOf(DateOnly day) => BusinessCalendar.StartOf(day) + CutOff;

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "O");
}
