using Graph.Domain.Funds.Catalogue;
using Graph.Domain.Shared;

namespace Graph.Api.Funds;

/// <summary>
/// Tells operators in time that the exchange holidays of a year are not known. Orders would take the value of a day on which nobody
/// trades.
/// </summary>
public sealed partial class CalendarNotice(ExchangeCalendar calendar, TimeProvider clock, ILogger<CalendarNotice> log) : IHostedService
{
    /// <summary>What operators have to do; null when nothing.</summary>
    public static string? Of(ExchangeCalendar calendar, TimeProvider clock) =>
        calendar.NextUnknownYear(BusinessCalendar.DateOf(clock.UtcNow())) is { } year
            ? $"The exchange holidays of {year} are not known, except the days that are off by law. When the State Council has announced them, set Funds__ClosedDays."
            : null;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (Of(calendar, clock) is { } notice)
        {
            Warn(log, notice);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Notice}")]
    private static partial void Warn(ILogger log, string notice);
}
