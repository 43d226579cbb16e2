using System.Linq.Expressions;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Server.Relay;

/// <summary>On what a query of a list depends beside the values in it.</summary>
/// <param name="Way">Which cursors limit the page, and from which end it is taken.</param>
/// <param name="Size">The size of the page, if it is in the text of the query.</param>
/// <param name="Singles">The arguments that are lists with one item.</param>
/// <param name="Filter">The condition of the filter, without its values.</param>
/// <param name="IsOfItemsAlone">Whether it reads what the items of the list show, and no more.</param>
internal readonly record struct ListShape(PageWay Way, int? Size, int Singles, ConditionShape? Filter, bool IsOfItemsAlone = false);

/// <summary>
/// A list whose queries are composed once for each way in which a page can lie, and for each shape of a filter. Keep it in
/// a static member.
/// </summary>
/// <param name="order">The order of the list.</param>
/// <param name="rows">Composes the list; see <see cref="KeptQuery{TArgs,TRow}"/> for what it must heed.</param>
/// <param name="items">
/// What a row needs for its item alone, when nobody asks for cursors or for what edges add; null when that is all of it.
/// </param>
public sealed class KeptList<TArgs, TRow>(
    Keyset<TRow> order, Func<GraphDb, TArgs, IQueryable<TRow>> rows, Expression<Func<TRow, TRow>>? items = null)
{
    private readonly KeptQueries<TArgs, ListShape> _pages = new();
    private readonly KeptQueries<TArgs, ListShape> _counts = new();

    public Keyset<TRow> Order => order;

    /// <param name="db">The database context.</param>
    /// <param name="args">Whose list it is.</param>
    /// <param name="page">Which page.</param>
    /// <param name="node">Makes the node of a row.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <param name="filter">Which rows; null for all.</param>
    public async Task<Connection<TNode>> PageAsync<TNode>(
        GraphDb db,
        TArgs args,
        PageArguments page,
        Func<TRow, TNode> node,
        CancellationToken cancellationToken,
        Expression<Func<TRow, bool>>? filter = null)
        where TNode : class
    {
        var (shape, values) = ShapeOf(args, page.Way, page.SizeInText(db), filter);
        shape = shape with { IsOfItemsAlone = items is not null && page.IsOfItemsAlone };
        var found = await _pages.Run<IAsyncEnumerable<TRow>>(
            db,
            shape,
            args,
            shape.Singles,
            [.. values, .. order.ValuesOf(page)],
            marks => Window(db, marks, shape).Expression,
            cancellationToken).ToListAsync(cancellationToken);
        return order.PageOf(found, page, node, token => CountAsync(db, args, token, filter));
    }

    /// <summary>The number of rows on all pages.</summary>
    public Task<int> CountAsync(
        GraphDb db, TArgs args, CancellationToken cancellationToken, Expression<Func<TRow, bool>>? filter = null)
    {
        var (shape, values) = ShapeOf(args, PageWay.First, null, filter);
        return _counts.Run<Task<int>>(
            db,
            shape,
            args,
            shape.Singles,
            values,
            marks => Expression.Call(typeof(Queryable), nameof(Queryable.Count), [typeof(TRow)], Filtered(db, marks, shape).Expression),
            cancellationToken);
    }

    private IQueryable<TRow> Window(GraphDb db, TArgs marks, ListShape shape)
    {
        var window = order.Window(Filtered(db, marks, shape), shape.Way, shape.Size, Argument.Of);
        return shape.IsOfItemsAlone ? window.Select(items!) : window;
    }

    private IQueryable<TRow> Filtered(GraphDb db, TArgs marks, ListShape shape) => shape.Filter is { Condition: var condition }
        ? rows(db, marks).Where((Expression<Func<TRow, bool>>)condition)
        : rows(db, marks);

    private static (ListShape Shape, IReadOnlyList<(string Name, object? Value)> Values) ShapeOf(
        TArgs args, PageWay way, int? size, Expression<Func<TRow, bool>>? filter)
    {
        var singles = KeptQueries<TArgs, ListShape>.SinglesOf(args);
        if (filter is null)
        {
            return (new ListShape(way, size, singles, null), []);
        }

        var (condition, values) = ConditionShape.Of(filter);
        return (new ListShape(way, size, singles, condition), values);
    }
}
