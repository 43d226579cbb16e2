using Graph.Api.Server.Relay;

namespace Graph.Api.Server.Filtering;

/// <summary>Conditions on an enum; all that are given must hold. Null counts as not given.</summary>
/// <param name="Eq">Equals.</param>
/// <param name="Neq">Does not equal.</param>
/// <param name="In">Equals one of these.</param>
/// <param name="Nin">Equals none of these.</param>
[NamedAfterItem("OperationFilterInput")]
public sealed record EnumOperationFilterInput<T>(T? Eq, T? Neq, IReadOnlyList<T>? In, IReadOnlyList<T>? Nin)
    where T : struct, Enum;

/// <summary>Conditions on an exact amount in major units, for example "12.50"; all that are given must hold. Null counts as not given.</summary>
/// <param name="Eq">Equals.</param>
/// <param name="Neq">Does not equal.</param>
/// <param name="Lt">Is less than.</param>
/// <param name="Lte">Is at most.</param>
/// <param name="Gt">Is more than.</param>
/// <param name="Gte">Is at least.</param>
public sealed record DecimalOperationFilterInput(
    decimal? Eq, decimal? Neq, decimal? Lt, decimal? Lte, decimal? Gt, decimal? Gte);

/// <summary>Conditions on an instant in UTC; all that are given must hold. Null counts as not given.</summary>
/// <param name="Eq">Equals.</param>
/// <param name="Neq">Does not equal.</param>
/// <param name="Lt">Is before.</param>
/// <param name="Lte">Is at or before.</param>
/// <param name="Gt">Is after.</param>
/// <param name="Gte">Is at or after.</param>
public sealed record DateTimeOperationFilterInput(
    DateTime? Eq, DateTime? Neq, DateTime? Lt, DateTime? Lte, DateTime? Gt, DateTime? Gte);

/// <summary>Conditions on an id; all that are given must hold. Null counts as not given.</summary>
/// <param name="Eq">Equals.</param>
/// <param name="Neq">Does not equal.</param>
/// <param name="In">Equals one of these.</param>
/// <param name="Nin">Equals none of these.</param>
public sealed record IdOperationFilterInput(
    GlobalId? Eq, GlobalId? Neq, IReadOnlyList<GlobalId>? In, IReadOnlyList<GlobalId>? Nin);

/// <summary>Which way a list is ordered.</summary>
public enum SortDirection
{
    /// <summary>Smallest, earliest, or A first.</summary>
    Asc,

    /// <summary>Largest, latest, or Z first.</summary>
    Desc,
}

/// <summary>A filter that can be combined with others of its kind.</summary>
public interface IFilterInput<TSelf>
    where TSelf : IFilterInput<TSelf>
{
    IReadOnlyList<TSelf>? And { get; }

    IReadOnlyList<TSelf>? Or { get; }
}
