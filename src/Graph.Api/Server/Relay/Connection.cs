using GraphQL;
using GraphQL.Types;

namespace Graph.Api.Server.Relay;

/// <summary>One page of a list.</summary>
/// <param name="Edges">The items of this page, each with its cursor.</param>
/// <param name="PageInfo">Whether there is more, and where to go on.</param>
[NamedAfterItem("Connection")]
public sealed record Connection<T>(IReadOnlyList<Edge<T>> Edges, PageInfo PageInfo)
    where T : class
{
    /// <summary>Counts only when asked.</summary>
    internal Func<CancellationToken, Task<int>> Count { get; init; } = _ => Task.FromResult(0);

    /// <summary>The items of this page, for when cursors are of no interest.</summary>
    public IReadOnlyList<T> Nodes => [.. Edges.Select(edge => edge.Node)];

    /// <summary>How many items the whole list has for this viewer, filters included. Counted only when asked for.</summary>
    public Task<int> TotalCount(CancellationToken cancellationToken) => Count(cancellationToken);
}

/// <summary>An item, and where it stands in the list.</summary>
/// <param name="Cursor">Give it as `after` or `before` to go on from here; valid while rows come and go.</param>
/// <param name="Node">The item.</param>
[NamedAfterItem("Edge")]
public sealed record Edge<T>(string Cursor, T Node)
    where T : class;

/// <summary>Where a page stands in its list.</summary>
/// <param name="HasNextPage">Whether there is more after this page.</param>
/// <param name="HasPreviousPage">Whether there is more before this page.</param>
/// <param name="StartCursor">The cursor of the first item; null on an empty page.</param>
/// <param name="EndCursor">The cursor of the last item; null on an empty page.</param>
public sealed record PageInfo(bool HasNextPage, bool HasPreviousPage, string? StartCursor, string? EndCursor);

/// <summary>Names a generic type after what it holds: Connection of User is UserConnection.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NamedAfterItemAttribute(string suffix) : GraphQLAttribute
{
    public override void Modify(IGraphType graphType, Type sourceType)
    {
        var name = sourceType.GetGenericArguments()[0].Name;
        graphType.Name = (name.EndsWith("Node", StringComparison.Ordinal) ? name[..^"Node".Length] : name) + suffix;
    }
}
