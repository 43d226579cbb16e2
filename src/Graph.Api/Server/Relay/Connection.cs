using GraphQL;
using GraphQL.Types;

namespace Graph.Api.Server.Relay;

/// <summary>One page of a list.</summary>
[NamedAfterItem("Connection")]
public sealed class Connection<T>(IReadOnlyList<T> nodes, PageInfo pageInfo)
    where T : class
{
    /// <summary>An empty page of an empty list.</summary>
    internal static Connection<T> Empty { get; } = new([], new PageInfo(false, false, null, null));

    /// <summary>Counts the whole list. It runs only when a query asks for `totalCount`.</summary>
    internal Func<CancellationToken, Task<int>> Count { get; set; } = _ => Task.FromResult(0);

    /// <summary>Makes the cursor of an item. It runs only when a query asks for it.</summary>
    internal Func<int, string> CursorAt { get; init; } = _ => "";

    /// <summary>The items of this page, each with its cursor.</summary>
    public IReadOnlyList<Edge<T>> Edges
    {
        get
        {
            var edges = new Edge<T>[nodes.Count];
            for (var i = 0; i < edges.Length; i++)
            {
                edges[i] = new Edge<T>(CursorAt, i, nodes[i]);
            }

            return edges;
        }
    }

    /// <summary>Whether there are more pages, and the cursors with which to fetch them.</summary>
    public PageInfo PageInfo => pageInfo;

    /// <summary>The items of this page without their cursors. Use `edges` for the cursors too.</summary>
    public IReadOnlyList<T> Nodes => nodes;

    /// <summary>
    /// The number of items on all pages that the viewer may see and that match the filter. It is counted only when a
    /// query asks for it.
    /// </summary>
    public Task<int> TotalCount(CancellationToken cancellationToken) => Count(cancellationToken);
}

/// <summary>An item of a list, with its cursor.</summary>
[NamedAfterItem("Edge")]
public sealed class Edge<T>(Func<int, string> cursorAt, int position, T node)
    where T : class
{
    /// <summary>
    /// The position of the item in the list. Give it as `after` or `before` to fetch the next page. It stays valid when
    /// items are added or removed.
    /// </summary>
    public string Cursor => cursorAt(position);

    /// <summary>The item.</summary>
    public T Node => node;
}

/// <summary>The position of a page in its list.</summary>
public sealed class PageInfo(bool hasNextPage, bool hasPreviousPage, Func<string>? startCursor, Func<string>? endCursor)
{
    /// <summary>Whether there are more items after this page.</summary>
    public bool HasNextPage => hasNextPage;

    /// <summary>Whether there are more items before this page.</summary>
    public bool HasPreviousPage => hasPreviousPage;

    /// <summary>The cursor of the first item; null on an empty page.</summary>
    public string? StartCursor => startCursor?.Invoke();

    /// <summary>The cursor of the last item; null on an empty page.</summary>
    public string? EndCursor => endCursor?.Invoke();
}

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
