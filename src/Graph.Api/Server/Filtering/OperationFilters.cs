using Graph.Api.Server.Relay;

namespace Graph.Api.Server.Filtering;

/// <summary>Conditions on an enum value. All conditions that are given must hold. Null counts as not given.</summary>
/// <param name="Eq">The value equals this one.</param>
/// <param name="Neq">The value does not equal this one.</param>
/// <param name="In">The value equals one of these.</param>
/// <param name="Nin">The value equals none of these.</param>
[NamedAfterItem("OperationFilterInput")]
public sealed record EnumOperationFilterInput<T>(T? Eq, T? Neq, IReadOnlyList<T>? In, IReadOnlyList<T>? Nin)
    where T : struct, Enum;

/// <summary>
/// Conditions on an exact decimal number, for example an amount in major units: "12.50". All conditions that are given
/// must hold. Null counts as not given.
/// </summary>
/// <param name="Eq">The number equals this one.</param>
/// <param name="Neq">The number does not equal this one.</param>
/// <param name="Lt">The number is less than this one.</param>
/// <param name="Lte">The number is at most this one.</param>
/// <param name="Gt">The number is more than this one.</param>
/// <param name="Gte">The number is at least this one.</param>
public sealed record DecimalOperationFilterInput(
    decimal? Eq, decimal? Neq, decimal? Lt, decimal? Lte, decimal? Gt, decimal? Gte);

/// <summary>
/// Conditions on a point in time, in UTC. All conditions that are given must hold. Null counts as not given.
/// </summary>
/// <param name="Eq">The time equals this one.</param>
/// <param name="Neq">The time does not equal this one.</param>
/// <param name="Lt">The time is before this one.</param>
/// <param name="Lte">The time is at or before this one.</param>
/// <param name="Gt">The time is after this one.</param>
/// <param name="Gte">The time is at or after this one.</param>
public sealed record DateTimeOperationFilterInput(
    DateTime? Eq, DateTime? Neq, DateTime? Lt, DateTime? Lte, DateTime? Gt, DateTime? Gte);

/// <summary>Conditions on an ID. All conditions that are given must hold. Null counts as not given.</summary>
/// <param name="Eq">The ID equals this one.</param>
/// <param name="Neq">The ID does not equal this one.</param>
/// <param name="In">The ID equals one of these.</param>
/// <param name="Nin">The ID equals none of these.</param>
public sealed record IdOperationFilterInput(
    GlobalId? Eq, GlobalId? Neq, IReadOnlyList<GlobalId>? In, IReadOnlyList<GlobalId>? Nin);

/// <summary>The direction in which a list is ordered.</summary>
public enum SortDirection
{
    /// <summary>Ascending: the smallest number, the earliest time or the letter A comes first.</summary>
    Asc,

    /// <summary>Descending: the largest number, the latest time or the letter Z comes first.</summary>
    Desc,
}

/// <summary>A filter that can be combined with others of its kind by `and` and `or`.</summary>
public interface IFilterInput<TSelf>
    where TSelf : IFilterInput<TSelf>
{
    IReadOnlyList<TSelf>? And { get; }

    IReadOnlyList<TSelf>? Or { get; }
}
