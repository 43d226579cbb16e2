using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Graph.Domain.Persistence.Conventions;

/// <summary>
/// Stores times in UTC with microseconds and marks them as UTC when they are read. SQLite and SQL Server return times
/// of an unspecified kind; PostgreSQL accepts only UTC and keeps only microseconds.
/// </summary>
public sealed class UtcMicroseconds() : ValueConverter<DateTime, DateTime>(
    time => Cut(time),
    time => DateTime.SpecifyKind(time, DateTimeKind.Utc))
{
    // EF converts the default value too, when it compiles the model.
    private static DateTime Cut(DateTime time) => time.Kind == DateTimeKind.Utc || time == default
        ? Time.CutToMicroseconds(time)
        : throw new ArgumentException("A time to be stored must be in UTC.", nameof(time));
}
