using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Graph.Domain.Persistence.Conventions;

/// <summary>
/// SQLite and SQL Server hand back times of an unspecified kind; PostgreSQL takes only UTC, and keeps microseconds.
/// </summary>
public sealed class UtcMicroseconds() : ValueConverter<DateTime, DateTime>(
    time => Cut(time),
    time => DateTime.SpecifyKind(time, DateTimeKind.Utc))
{
    private static DateTime Cut(DateTime time) => time.Kind == DateTimeKind.Utc
        ? Time.CutToMicroseconds(time)
        : throw new ArgumentException("A time to be stored must be in UTC.", nameof(time));
}
