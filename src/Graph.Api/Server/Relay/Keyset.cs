using System.Collections.Concurrent;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Server.Relay;

/// <summary>
/// An order by one or more keys, of which the last one is unique, and the pages of a list in that order. A page is
/// found by comparing keys and not by skipping rows, so that it stays correct when rows are added or removed.
/// </summary>
/// <param name="list">The name of the list and its order. Cursors with another name are refused.</param>
public sealed class Keyset<TRow>(string list)
{
    private readonly List<Key> _keys = [];
    private readonly ConcurrentDictionary<string, Delegate> _owners = [];

    private sealed record Key(LambdaExpression Select, Func<TRow, object> Read, Type Type, bool Descending);

    public Keyset<TRow> By<TKey>(Expression<Func<TRow, TKey>> key, bool descending = false)
        where TKey : notnull
    {
        var read = key.Compile();
        _keys.Add(new Key(key, row => read(row), typeof(TKey), descending));
        return this;
    }

    public async Task<Connection<TNode>> PageAsync<TNode>(
        IQueryable<TRow> rows, PageArguments page, Func<TRow, TNode> node, CancellationToken cancellationToken)
        where TNode : class
    {
        var found = await Window(rows, page).ToListAsync(cancellationToken);
        return PageOf(found, page, node) with { Count = rows.CountAsync };
    }

    /// <summary>
    /// The same page of several lists, with one command: the rows of each owner are numbered, and only those with low
    /// numbers are read. All owners are in the result, those without rows too.
    /// </summary>
    /// <param name="ids">The owners of the lists.</param>
    /// <param name="owners">The same owners as a query, each of them once.</param>
    /// <param name="rows">The rows of these owners and of no others.</param>
    /// <param name="owner">The owner of a row.</param>
    /// <param name="page">Which page of each list.</param>
    /// <param name="node">Makes the node of a row.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public async Task<IReadOnlyDictionary<TOwner, Connection<TNode>>> PagesAsync<TOwner, TNode>(
        IReadOnlyCollection<TOwner> ids,
        IQueryable<TOwner> owners,
        IQueryable<TRow> rows,
        Expression<Func<TRow, TOwner>> owner,
        PageArguments page,
        Func<TRow, TNode> node,
        CancellationToken cancellationToken)
        where TOwner : notnull
        where TNode : class
    {
        if (ids.Count <= 1)
        {
            return await OnlyAsync();
        }

        var id = Expression.Parameter(typeof(TOwner), "id");
        var isOfOwner = Expression.Lambda<Func<TRow, bool>>(Expression.Equal(owner.Body, id), owner.Parameters);
        var windows = Expression.Lambda<Func<TOwner, IEnumerable<TRow>>>(Window(rows.Where(isOfOwner), page).Expression, id);
        var found = await Order(owners.SelectMany(windows), reverse: page.IsBackward).ToListAsync(cancellationToken);
        var read = OwnerOf(owner);
        var counts = new Lazy<Task<Dictionary<TOwner, int>>>(() => rows
            .GroupBy(owner)
            .Select(list => new { list.Key, Count = list.Count() })
            .ToDictionaryAsync(list => list.Key, list => list.Count, cancellationToken));
        var lists = found.ToLookup(read);
        return ids.ToDictionary(key => key, key => PageOf([.. lists[key]], page, node) with
        {
            Count = async _ => (await counts.Value).GetValueOrDefault(key),
        });

        async Task<IReadOnlyDictionary<TOwner, Connection<TNode>>> OnlyAsync()
        {
            var pages = new Dictionary<TOwner, Connection<TNode>>();
            foreach (var only in ids)
            {
                pages[only] = await PageAsync(rows, page, node, cancellationToken);
            }

            return pages;
        }
    }

    /// <summary>
    /// Compiles the way to a row's owner once. Each request makes the expression anew, but it always reads the same.
    /// </summary>
    private Func<TRow, TOwner> OwnerOf<TOwner>(Expression<Func<TRow, TOwner>> owner) =>
        (Func<TRow, TOwner>)_owners.GetOrAdd(owner.ToString(), static (_, expression) => expression.Compile(), (LambdaExpression)owner);

    /// <summary>The rows of a page and one more row, which shows whether there is another page.</summary>
    private IQueryable<TRow> Window(IQueryable<TRow> rows, PageArguments page)
    {
        rows = page.After is null ? rows : rows.Where(Beyond(page.After, forward: true));
        rows = page.Before is null ? rows : rows.Where(Beyond(page.Before, forward: false));
        rows = Order(rows, reverse: page.IsBackward);

        // The size is a parameter of the command: EF would compile another query for each number in its text.
        var take = Expression.Call(typeof(Queryable), nameof(Queryable.Take), [typeof(TRow)], rows.Expression, Box(page.Size + 1, typeof(int)));
        return rows.Provider.CreateQuery<TRow>(take);
    }

    private Connection<TNode> PageOf<TNode>(List<TRow> found, PageArguments page, Func<TRow, TNode> node)
        where TNode : class
    {
        var hasMore = found.Count > page.Size;
        if (hasMore)
        {
            found.RemoveAt(page.Size);
        }

        if (page.IsBackward)
        {
            found.Reverse();
        }

        var edges = found.ConvertAll(row => new Edge<TNode>(CursorOf(row), node(row)));
        var info = new PageInfo(
            HasNextPage: page.HasNext(hasMore),
            HasPreviousPage: page.IsBackward ? hasMore : page.After is not null,
            edges.Count == 0 ? null : edges[0].Cursor,
            edges.Count == 0 ? null : edges[^1].Cursor);
        return new Connection<TNode>(edges, info);
    }

    public string CursorOf(TRow row) => Cursor.Encode(list, _keys.ConvertAll(key => key.Read(row)));

    /// <summary>The keys in a cursor of this list.</summary>
    public object[] KeysOf(string cursor) => Cursor.Decode(cursor, list, _keys.ConvertAll(key => key.Type));

    private IQueryable<TRow> Order(IQueryable<TRow> rows, bool reverse)
    {
        var call = rows.Expression;
        foreach (var key in _keys)
        {
            var method = (call == rows.Expression ? "OrderBy" : "ThenBy") + (key.Descending != reverse ? "Descending" : "");
            call = Expression.Call(typeof(Queryable), method, [typeof(TRow), key.Type], call, Expression.Quote(key.Select));
        }

        return rows.Provider.CreateQuery<TRow>(call);
    }

    /// <summary>
    /// The condition for rows beyond a cursor: k1 is beyond v1, or k1 equals v1 and k2 is beyond v2, and so on.
    /// </summary>
    private Expression<Func<TRow, bool>> Beyond(string cursor, bool forward)
    {
        var values = KeysOf(cursor);
        var row = Expression.Parameter(typeof(TRow), "row");
        Expression? condition = null;
        for (var i = _keys.Count - 1; i >= 0; i--)
        {
            var key = ParameterSwap.Body(_keys[i].Select, row);
            var value = Box(values[i], _keys[i].Type);
            var beyond = Compare(key, value, greater: forward != _keys[i].Descending);
            condition = condition is null
                ? beyond
                : Expression.OrElse(beyond, Expression.AndAlso(Expression.Equal(key, value), condition));
        }

        return Expression.Lambda<Func<TRow, bool>>(condition!, row);
    }

    private static BinaryExpression Compare(Expression key, Expression value, bool greater)
    {
        if (key.Type == typeof(string))
        {
            var compared = Expression.Call(typeof(string), nameof(string.Compare), null, key, value);
            var zero = Expression.Constant(0);
            return greater ? Expression.GreaterThan(compared, zero) : Expression.LessThan(compared, zero);
        }

        return greater ? Expression.GreaterThan(key, value) : Expression.LessThan(key, value);
    }

    /// <summary>
    /// Makes the value look like a captured variable, so that EF sends it as a parameter and the query plan is reused.
    /// </summary>
    private static MemberExpression Box(object value, Type type)
    {
        var box = Activator.CreateInstance(typeof(Boxed<>).MakeGenericType(type), value)!;
        return Expression.Property(Expression.Constant(box), nameof(Boxed<int>.Value));
    }
}

internal sealed record Boxed<TValue>(TValue Value);

/// <summary>Replaces the parameter of a lambda by another expression.</summary>
internal sealed class ParameterSwap(ParameterExpression from, Expression to) : ExpressionVisitor
{
    public static Expression Body(LambdaExpression lambda, Expression parameter) =>
        new ParameterSwap(lambda.Parameters[0], parameter).Visit(lambda.Body);

    protected override Expression VisitParameter(ParameterExpression node) => node == from ? to : node;
}
