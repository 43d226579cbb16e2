using System.Globalization;

namespace Graph.Domain.Funds.Catalogue;

/// <summary>
/// The days of a year that are off by law (Order 795 of the State Council, November 2024), before its office announces how they are
/// joined with weekends. The announcement adds days, and takes none away.
/// </summary>
public static class StatutoryDays
{
    /// <summary>The last year whose days are computed.</summary>
    public const int LastYear = 2099;

    private static readonly ChineseLunisolarCalendar Lunar = new();

    /// <summary>Returns the days of a year from 2001 to <see cref="LastYear"/>, in their order.</summary>
    public static IEnumerable<DateOnly> Of(int year)
    {
        var spring = OfLunar(year, month: 1, day: 1);
        var (labour, nation) = (new DateOnly(year, 5, 1), new DateOnly(year, 10, 1));
        return
        [
            new DateOnly(year, 1, 1),

            // The eve, and three days.
            spring.AddDays(-1), spring, spring.AddDays(1), spring.AddDays(2),
            new DateOnly(year, 4, QingmingOf(year)),
            labour, labour.AddDays(1),
            OfLunar(year, month: 5, day: 5),
            OfLunar(year, month: 8, day: 15),
            nation, nation.AddDays(1), nation.AddDays(2),
        ];
    }

    /// <summary>The day of April on which the sun reaches 15 degrees, by the usual formula, which holds in this century.</summary>
    private static int QingmingOf(int year)
    {
        var ofCentury = year % 100;
        return (int)((ofCentury * 0.2422) + 4.81) - (ofCentury / 4);
    }

    private static DateOnly OfLunar(int year, int month, int day)
    {
        // A leap month stands after the month whose number it repeats, so that all later ones have a number more.
        var leap = Lunar.GetLeapMonth(year);
        var place = leap > 0 && month >= leap ? month + 1 : month;
        return DateOnly.FromDateTime(Lunar.ToDateTime(year, place, day, 0, 0, 0, 0));
    }
}
