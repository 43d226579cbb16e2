using Graph.Domain.Shared;

namespace Graph.Domain.Funds.Standing;

/// <summary>The nights on which standing orders invest.</summary>
internal static class StandingOrderCalendar
{
    /// <summary>
    /// Three in the morning in Shanghai: the limits of the day are fresh, delayed transfers that end with the day have arrived, and
    /// the order takes the value of this day if the exchanges are open.
    /// </summary>
    private static readonly TimeSpan Hour = TimeSpan.FromHours(3);

    /// <summary>Returns when a night invests, in UTC.</summary>
    public static DateTime TimeOf(DateOnly night) => BusinessCalendar.StartOf(night) + Hour;

    /// <summary>
    /// Returns the next time after a given one: that of the next night, or of the next month's day. A day that a month does not
    /// have is its last one, and the next month has the day again.
    /// </summary>
    public static DateTime Next(long? dayOfMonth, DateTime after)
    {
        var today = BusinessCalendar.DateOf(after);
        if (dayOfMonth is not { } day)
        {
            return TimeOf(today) > after ? TimeOf(today) : TimeOf(today.AddDays(1));
        }

        var month = new DateOnly(today.Year, today.Month, 1);
        var next = TimeOf(DayOf(month, day));
        return next > after ? next : TimeOf(DayOf(month.AddMonths(1), day));
    }

    /// <summary>
    /// Returns the first night of a plan that is set now. A month in which the plan has invested already, perhaps on another day, is
    /// over for it.
    /// </summary>
    public static DateTime First(long day, DateTime now, DateOnly? last)
    {
        var next = Next(day, now);
        var night = BusinessCalendar.DateOf(next);
        return last is { } before && (before.Year, before.Month) == (night.Year, night.Month)
            ? TimeOf(DayOf(new DateOnly(night.Year, night.Month, 1).AddMonths(1), day))
            : next;
    }

    private static DateOnly DayOf(DateOnly month, long day) =>
        month.AddDays((int)Math.Min(day, DateTime.DaysInMonth(month.Year, month.Month)) - 1);
}
