using GraphQL;
using GraphQL.Types;

namespace Graph.Api.Server.Relay;

/// <summary>One page of a list.</summary>
/// <param name="Edges">The items of this page, each with its cursor.</param>
/// <param name="PageInfo">Whether there are more pages, and the cursors with which to fetch them.</param>
[NamedAfterItem("Connection")]
public sealed record Connection<T>(IReadOnlyList<Edge<T>> Edges, PageInfo PageInfo)
    where T : class
{
    /// <summary>Counts the whole list. It runs only when a query asks for `totalCount`.</summary>
    internal Func<CancellationToken, Task<int>> Count { get; init; } = _ => Task.FromResult(0);

    /// <summary>The items of this page without their cursors. Use `edges` for the cursors too.</summary>
    public IReadOnlyList<T> Nodes => [.. Edges.Select(edge => edge.Node)];

    /// <summary>
    /// The number of items on all pages that the viewer may see and that match the filter. It is counted only when a
    /// query asks for it.
    /// </summary>
    public Task<int> TotalCount(CancellationToken cancellationToken) => Count(cancellationToken);
}

/// <summary>An item of a list, with its cursor.</summary>
/// <param name="Cursor">
/// The position of the item in the list. Give it as `after` or `before` to fetch the next page. It stays valid when
/// items are added or removed.
/// </param>
/// <param name="Node">The item.</param>
[NamedAfterItem("Edge")]
public sealed record Edge<T>(string Cursor, T Node)
    where T : class;

/// <summary>The position of a page in its list.</summary>
/// <param name="HasNextPage">Whether there are more items after this page.</param>
/// <param name="HasPreviousPage">Whether there are more items before this page.</param>
/// <param name="StartCursor">The cursor of the first item; null on an empty page.</param>
/// <param name="EndCursor">The cursor of the last item; null on an empty page.</param>
public sealed record PageInfo(bool HasNextPage, bool HasPreviousPage, string? StartCursor, string? EndCursor);

/// <summary>Names a generic type after its items: the Connection of User is UserConnection.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NamedAfterItemAttribute(string suffix) : GraphQLAttribute
{
    public override void Modify(IGraphType graphType, Type sourceType)
    {
        var name = sourceType.GetGenericArguments()[0].Name;
        graphType.Name = (name.EndsWith("Node", StringComparison.Ordinal) ? name[..^"Node".Length] : name) + suffix;
    }
}
