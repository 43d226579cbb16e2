namespace Graph.Domain.Shared;

/// <summary>Times are UTC and cut to microseconds, so that every supported database keeps them unchanged.</summary>
public static class Time
{
    public static DateTime UtcNow(this TimeProvider clock) => CutToMicroseconds(clock.GetUtcNow().UtcDateTime);

    public static Guid NewGuid(this TimeProvider clock) => Guid.CreateVersion7(clock.GetUtcNow());

    /// <summary>Returns the last 62 bits of an id of version 7, which are random.</summary>
    public static long RandomPart(this Guid id) =>
        System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(id.ToByteArray(bigEndian: true).AsSpan(8)) & (long.MaxValue >> 1);

    public static DateTime CutToMicroseconds(DateTime time) =>
        new(time.Ticks - (time.Ticks % TimeSpan.TicksPerMicrosecond), DateTimeKind.Utc);
}

/// <summary>Days, years and due dates follow the calendar of Shanghai, wherever the server runs.</summary>
public static class BusinessCalendar
{
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    public static DateOnly DateOf(DateTime utc) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(utc, Zone));

    /// <summary>
    /// Returns the instant at which this date begins in Shanghai. Some days in the forties had no midnight: the clocks went
    /// from there to one o'clock, and the day began then.
    /// </summary>
    public static DateTime StartOf(DateOnly date)
    {
        var start = date.ToDateTime(TimeOnly.MinValue, DateTimeKind.Unspecified);
        while (Zone.IsInvalidTime(start))
        {
            start = start.AddMinutes(1);
        }

        return TimeZoneInfo.ConvertTimeToUtc(start, Zone);
    }
}
