using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Server.Relay;

/// <summary>
/// An order by one or more keys, of which the last one is unique, and the pages of a list in that order. A page is
/// found by comparing keys and not by skipping rows, so that it stays correct when rows are added or removed. Make it once:
/// it compiles the way to each key.
/// </summary>
/// <param name="list">The name of the list and its order. Cursors with another name are refused.</param>
public sealed class Keyset<TRow>(string list)
{
    private List<Key> _keys = [];

    /// <summary>The name of the list, which its cursors carry.</summary>
    public string Name => list;

    private sealed record Key(LambdaExpression Select, Func<TRow, object> Read, Type Type, bool Descending);

    public Keyset<TRow> By<TKey>(Expression<Func<TRow, TKey>> key, bool descending = false)
        where TKey : notnull
    {
        // An order by what has no order, such as bool, fails when it is made, and not when somebody asks for its second page.
        _ = Compare(key.Body, Expression.Default(typeof(TKey)), ExpressionType.GreaterThan);
        var read = key.Compile();
        _keys.Add(new Key(key, row => read(row), typeof(TKey), descending));
        return this;
    }

    /// <summary>The same order under another name, for a list whose cursors do not fit those of the others.</summary>
    public Keyset<TRow> Named(string other) => new(other) { _keys = _keys };

    /// <summary>
    /// A page of a query that is composed for this request alone. A <see cref="KeptList{TArgs,TRow}"/> composes it once.
    /// </summary>
    public async Task<Connection<TNode>> PageAsync<TNode>(
        IQueryable<TRow> rows, PageArguments page, Func<TRow, TNode> node, CancellationToken cancellationToken)
        where TNode : class
    {
        var values = ValuesOf(page).ToDictionary(value => value.Name, value => value.Value);
        var found = await Window(rows, page.Way, size: null, (name, type) => Box(values[name]!, type)).ToListAsync(cancellationToken);
        return PageOf(found, page, node, rows.CountAsync);
    }

    /// <summary>The rows of a page and one more row, which shows whether there is another page.</summary>
    /// <param name="rows">The list.</param>
    /// <param name="way">Which cursors limit the page, and from which end it is taken.</param>
    /// <param name="size">The size of the page, to name it in the text of the query; null to make it a parameter.</param>
    /// <param name="place">The place of a value of <see cref="ValuesOf"/> in the query, by its name and type.</param>
    internal IQueryable<TRow> Window(IQueryable<TRow> rows, PageWay way, int? size, Func<string, Type, Expression> place)
    {
        rows = way.HasFlag(PageWay.After) ? rows.Where(Beyond(forward: true, place)) : rows;
        rows = way.HasFlag(PageWay.Before) ? rows.Where(Beyond(forward: false, place)) : rows;
        rows = Order(rows, reverse: way.HasFlag(PageWay.Backward));

        var most = size is { } known ? Expression.Constant(known + 1) : place("take", typeof(int));
        var take = Expression.Call(typeof(Queryable), nameof(Queryable.Take), [typeof(TRow)], rows.Expression, most);
        return rows.Provider.CreateQuery<TRow>(take);
    }

    /// <summary>The values on which a page depends: the keys in its cursors, and its size and one.</summary>
    internal List<(string Name, object? Value)> ValuesOf(PageArguments page)
    {
        var values = new List<(string Name, object? Value)> { ("take", page.Size + 1) };
        Add(page.After, 'a', "after");
        Add(page.Before, 'b', "before");
        return values;

        void Add(string? cursor, char name, string argument)
        {
            if (cursor is not null)
            {
                values.AddRange(KeysOf(cursor, argument).Select((key, i) => ($"{name}{i}", (object?)key)));
            }
        }
    }

    internal Connection<TNode> PageOf<TNode>(
        List<TRow> found, PageArguments page, Func<TRow, TNode> node, Func<CancellationToken, Task<int>> count)
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

        var info = new PageInfo(
            hasNextPage: page.HasNext(hasMore),
            hasPreviousPage: page.IsBackward ? hasMore : page.After is not null,
            found.Count == 0 ? null : () => CursorOf(found[0]),
            found.Count == 0 ? null : () => CursorOf(found[^1]));
        return new Connection<TNode>(found.ConvertAll(row => node(row)), info)
        {
            Count = count,
            CursorAt = position => CursorOf(found[position]),
        };
    }

    public string CursorOf(TRow row) => Cursor.Encode(list, _keys.ConvertAll(key => key.Read(row)));

    /// <summary>The keys in a cursor of this list.</summary>
    /// <param name="cursor">The cursor.</param>
    /// <param name="argument">The argument that holds it.</param>
    public object[] KeysOf(string cursor, string argument) => Cursor.Decode(cursor, list, _keys.ConvertAll(key => key.Type), argument);

    internal IQueryable<TRow> Order(IQueryable<TRow> rows, bool reverse)
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
    /// The condition for rows beyond a cursor: k1 is not short of v1, and it is beyond v1 or k2 is not short of v2, and so on. Databases
    /// look up the first comparison in an index. "k1 is beyond v1, or k1 equals v1 and …" says the same, but then they read everything
    /// before the cursor too.
    /// </summary>
    private Expression<Func<TRow, bool>> Beyond(bool forward, Func<string, Type, Expression> place)
    {
        var row = Expression.Parameter(typeof(TRow), "row");
        Expression? condition = null;
        for (var i = _keys.Count - 1; i >= 0; i--)
        {
            var key = ParameterSwap.Body(_keys[i].Select, row);
            var value = place($"{(forward ? 'a' : 'b')}{i}", _keys[i].Type);
            var greater = forward != _keys[i].Descending;
            var beyond = Compare(key, value, greater ? ExpressionType.GreaterThan : ExpressionType.LessThan);
            condition = condition is null
                ? beyond
                : Expression.AndAlso(
                    Compare(key, value, greater ? ExpressionType.GreaterThanOrEqual : ExpressionType.LessThanOrEqual),
                    Expression.OrElse(beyond, condition));
        }

        return Expression.Lambda<Func<TRow, bool>>(condition!, row);
    }

    private static BinaryExpression Compare(Expression key, Expression value, ExpressionType comparison) => key.Type switch
    {
        { IsEnum: true } => Expression.MakeBinary(comparison, Number(key), Number(value)),
        var type when type == typeof(string) => Expression.MakeBinary(
            comparison, Expression.Call(typeof(string), nameof(string.Compare), null, key, value), Expression.Constant(0)),
        _ => Expression.MakeBinary(comparison, key, value),
    };

    private static UnaryExpression Number(Expression key) => Expression.Convert(key, key.Type.GetEnumUnderlyingType());

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
