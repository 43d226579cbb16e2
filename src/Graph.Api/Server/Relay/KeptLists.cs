using System.Linq.Expressions;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Server.Relay;

/// <summary>
/// The same list of several owners. The same page of each of them is fetched with one command: the rows of each owner are
/// numbered, and only those with low numbers are read. Its queries are composed once, as those of a
/// <see cref="KeptList{TArgs,TRow}"/>.
/// </summary>
/// <param name="order">The order of each list.</param>
/// <param name="owners">Composes the owners, each of them once.</param>
/// <param name="rows">Composes the rows of these owners and of no others.</param>
/// <param name="owner">The owner of a row.</param>
public sealed class KeptLists<TOwner, TArgs, TRow>(
    Keyset<TRow> order,
    Func<GraphDb, TArgs, IQueryable<TOwner>> owners,
    Func<GraphDb, TArgs, IQueryable<TRow>> rows,
    Expression<Func<TRow, TOwner>> owner)
    where TOwner : notnull
{
    private readonly KeptList<TArgs, TRow> _only = new(order, rows);
    private readonly KeptQueries<TArgs, ListShape> _windows = new();
    private readonly KeptQueries<TArgs, ConditionShape> _counts = new();
    private readonly Func<TRow, TOwner> _ownerOf = owner.Compile();

    /// <summary>The order of each list, with the name that its cursors carry.</summary>
    public Keyset<TRow> Order => order;

    /// <summary>The pages of all owners, of those without rows too.</summary>
    /// <param name="db">The database context.</param>
    /// <param name="args">The arguments of the queries. The owners are one of them.</param>
    /// <param name="ids">The owners of the lists.</param>
    /// <param name="page">Which page of each list.</param>
    /// <param name="node">Makes the node of a row.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    /// <param name="filter">Which rows; null for all.</param>
    public async Task<IReadOnlyDictionary<TOwner, Connection<TNode>>> PagesAsync<TNode>(
        GraphDb db,
        TArgs args,
        IReadOnlyList<TOwner> ids,
        PageArguments page,
        Func<TRow, TNode> node,
        CancellationToken cancellationToken,
        Expression<Func<TRow, bool>>? filter = null)
        where TNode : class
    {
        if (ids.Count <= 1)
        {
            var pages = new Dictionary<TOwner, Connection<TNode>>();
            foreach (var only in ids)
            {
                pages[only] = await _only.PageAsync(db, args, page, node, cancellationToken, filter);
            }

            return pages;
        }

        var (condition, values) = ConditionShape.Of(filter ?? (_ => true));
        var shape = new ListShape(page.Way, page.SizeInText(db), 0, condition);
        var found = await _windows.Run<IAsyncEnumerable<TRow>>(
            db,
            shape,
            args,
            0,
            [.. values, .. order.ValuesOf(page)],
            marks => Windows(db, marks, shape, condition),
            cancellationToken).ToListAsync(cancellationToken);
        var counts = new Lazy<Task<Dictionary<TOwner, int>>>(() => CountAsync(db, args, condition, values, cancellationToken));
        var lists = found.ToLookup(_ownerOf);
        return ids.ToDictionary(
            key => key,
            key => order.PageOf([.. lists[key]], page, node, async _ => (await counts.Value).GetValueOrDefault(key)));
    }

    private Expression Windows(GraphDb db, TArgs marks, ListShape shape, ConditionShape condition)
    {
        var id = Expression.Parameter(typeof(TOwner), "id");
        var isOfOwner = Expression.Lambda<Func<TRow, bool>>(Expression.Equal(owner.Body, id), owner.Parameters);
        var window = order.Window(Filtered(db, marks, condition).Where(isOfOwner), shape.Way, shape.Size, Argument.Of);
        var windows = Expression.Lambda<Func<TOwner, IEnumerable<TRow>>>(window.Expression, id);
        return order.Order(owners(db, marks).SelectMany(windows), reverse: shape.Way.HasFlag(PageWay.Backward)).Expression;
    }

    private IQueryable<TRow> Filtered(GraphDb db, TArgs marks, ConditionShape condition) =>
        rows(db, marks).Where((Expression<Func<TRow, bool>>)condition.Condition);

    private async Task<Dictionary<TOwner, int>> CountAsync(
        GraphDb db, TArgs args, ConditionShape condition, IReadOnlyList<(string Name, object? Value)> values, CancellationToken cancellationToken)
    {
        var counted = new Dictionary<TOwner, int>();
        var counts = _counts.Run<IAsyncEnumerable<Counted>>(
            db,
            condition,
            args,
            0,
            values,
            marks => Filtered(db, marks, condition).GroupBy(owner).Select(list => new Counted { Owner = list.Key, Count = list.Count() }).Expression,
            cancellationToken);
        await foreach (var list in counts)
        {
            counted.Add(list.Owner, list.Count);
        }

        return counted;
    }

    private sealed class Counted
    {
        public required TOwner Owner { get; init; }

        public required int Count { get; init; }
    }
}
