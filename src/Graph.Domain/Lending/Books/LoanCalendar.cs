using Graph.Domain.Shared;

namespace Graph.Domain.Lending.Books;

/// <summary>The days on which a loan that was paid out takes a step by itself, counted from the due date of an instalment.</summary>
internal static class LoanCalendar
{
    /// <summary>How many days an instalment may be unpaid before everything falls due.</summary>
    public const int DaysToDefault = 90;

    /// <summary>On how many days, from the due day on, the instalment is taken from the borrower's wallet by itself.</summary>
    public const int AutoRepayDays = 3;

    /// <summary>The steps of a day begin at nine in the morning in Shanghai, so that nobody is woken by a reminder.</summary>
    private static readonly TimeSpan Hour = TimeSpan.FromHours(9);

    private static readonly int[] Reminders = [-3, 0, 3, 10, 30];

    private static readonly int[] Days = [.. Reminders, .. Enumerable.Range(0, AutoRepayDays), DaysToDefault];

    /// <summary>Returns when the steps of a day are taken, in UTC.</summary>
    public static DateTime TimeOf(DateOnly day) => BusinessCalendar.StartOf(day) + Hour;

    /// <summary>Returns the next day after a given one on which something is to be done; null when all is paid.</summary>
    public static DateOnly? NextStep(LoanState state, DateOnly after) => state.Installments
        .Where(one => !one.IsPaid)
        .SelectMany(one => Days.Select(one.DueOn.AddDays))
        .Where(day => day > after)
        .Select(day => (DateOnly?)day)
        .Min();

    /// <summary>
    /// Returns the instalments of which people are to be reminded: those that are not paid, and had a day for it after the last
    /// steps. It may have passed, if no node was running then; so what is said depends on today.
    /// </summary>
    public static IReadOnlyList<(LoanStep Step, DateOnly DueOn)> RemindersOf(LoanState state, DateOnly? last, DateOnly today) =>
    [
        .. from one in state.Installments
           where !one.IsPaid && Reminders.Select(one.DueOn.AddDays).Any(day => day <= today && (last is null || day > last))
           select (one.DueOn > today ? LoanStep.DueSoon : one.DueOn == today ? LoanStep.DueToday : LoanStep.Overdue, one.DueOn),
    ];
}
