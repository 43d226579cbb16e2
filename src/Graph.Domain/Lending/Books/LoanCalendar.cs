using Graph.Domain.Shared;

namespace Graph.Domain.Lending.Books;

/// <summary>The days on which a loan that was paid out takes a step by itself, counted from the due date of an instalment.</summary>
internal static class LoanCalendar
{
    /// <summary>How many days an instalment may be unpaid before everything falls due.</summary>
    public const int DaysToDefault = 90;

    /// <summary>On how many days, from the due day on, the instalment is taken from the borrower's wallet by itself.</summary>
    public const int AutoRepayDays = 3;

    private const int DueSoon = -3;

    /// <summary>The steps of a day begin at nine in the morning in Shanghai, so that nobody is woken by a reminder.</summary>
    private static readonly TimeSpan Hour = TimeSpan.FromHours(9);

    private static readonly (int Day, LoanStep Step)[] Reminders =
    [
        (DueSoon, LoanStep.DueSoon), (0, LoanStep.DueToday), (3, LoanStep.Overdue), (10, LoanStep.Overdue), (30, LoanStep.Overdue),
    ];

    private static readonly int[] Days =
        [.. Reminders.Select(reminder => reminder.Day), .. Enumerable.Range(0, AutoRepayDays), DaysToDefault];

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
    /// Returns the reminder that is due for the instalments that are not paid: the latest that fell on a day after the last
    /// steps; null when there is none.
    /// </summary>
    public static LoanStep? ReminderOf(LoanState state, DateOnly? last, DateOnly today)
    {
        var due =
            from one in state.Installments
            where !one.IsPaid
            from reminder in Reminders
            let day = one.DueOn.AddDays(reminder.Day)
            where day <= today && (last is null || day > last)
            orderby day descending
            select (LoanStep?)reminder.Step;
        return due.FirstOrDefault();
    }
}
