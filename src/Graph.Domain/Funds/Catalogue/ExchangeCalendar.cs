using Graph.Domain.Shared;

namespace Graph.Domain.Funds.Catalogue;

/// <summary>
/// The days on which the exchanges in Shanghai and Shenzhen are open: Monday to Friday without the holidays that the State
/// Council announces each year. The setting `Funds:ClosedDays` adds the holidays of later years.
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

    private readonly HashSet<DateOnly> _closed;

    public ExchangeCalendar(IEnumerable<(DateOnly First, DateOnly Last)>? later = null) => _closed =
    [
        .. Announced.Select(one => (First: Day(one.First), Last: Day(one.Last)))
            .Concat(later ?? [])
            .SelectMany(one => Enumerable.Range(0, one.Last.DayNumber - one.First.DayNumber + 1).Select(one.First.AddDays)),
    ];

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
