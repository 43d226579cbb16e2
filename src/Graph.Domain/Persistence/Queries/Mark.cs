using System.Collections;
using System.Security.Cryptography;
using Graph.Domain.Shared;

namespace Graph.Domain.Persistence.Queries;

/// <summary>Makes values that stand for the arguments of a query while it is composed, and knows them again.</summary>
internal static class Mark
{
    /// <summary>A value of the type that nothing else in a query equals.</summary>
    /// <exception cref="NotSupportedException">
    /// The type has too few values, such as bool and enums. Compose a query for each of them.
    /// </exception>
    public static object Of(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type == typeof(string) ? Unique().ToString("N")
            : type == typeof(Guid) ? Unique()
            : type == typeof(DateTime) ? new DateTime(1_000_000_000_000_000 + (10L * RandomNumberGenerator.GetInt32(int.MaxValue)), DateTimeKind.Utc)
            : type == typeof(DateOnly) ? DateOnly.FromDayNumber(RandomNumberGenerator.GetInt32(300_000))
            : type == typeof(long) ? long.MinValue + RandomNumberGenerator.GetInt32(int.MaxValue)
            : type == typeof(int) ? int.MinValue + RandomNumberGenerator.GetInt32(int.MaxValue / 2)
            : type.IsAssignableTo(typeof(ITypedId)) ? IdOf(type)
            : ItemOf(type) is { } item ? Array.CreateInstance(item, 1)
            : throw new NotSupportedException($"{type.Name} cannot be an argument of a kept query.");
    }

    /// <summary>The type of the items if the type is a list; else null.</summary>
    public static Type? ItemOf(Type type) =>
        type.IsGenericType && type.IsInterface && type.IsAssignableTo(typeof(IEnumerable)) ? type.GetGenericArguments()[0] : null;

    public static bool Is(object mark, object? value) => mark is Array ? ReferenceEquals(mark, value) : mark.Equals(value);

    private static object IdOf(Type type) => type.GetMethod(nameof(ITypedId<>.From))!.Invoke(null, [Unique()])!;

    private static Guid Unique() => new(RandomNumberGenerator.GetBytes(16));
}
