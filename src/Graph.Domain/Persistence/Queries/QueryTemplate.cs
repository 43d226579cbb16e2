using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Query;

namespace Graph.Domain.Persistence.Queries;

// EF's own compiled queries put the same expressions in the place of their parameters.
#pragma warning disable EF9100

/// <summary>
/// Turns a query that was composed with marks into one with parameters. What the query has captured must be a mark, an
/// <see cref="Argument"/>, the database context or a part of the query. Anything else would be the same for ever, and is
/// refused; so is an argument that the query does not use, because its mark got lost.
/// </summary>
internal sealed class QueryTemplate : CapturedValues
{
    private readonly IReadOnlyList<object> _marks;
    private readonly int _singles;
    private int _found;

    private QueryTemplate(IReadOnlyList<object> marks, int singles) => (_marks, _singles) = (marks, singles);

    public static string NameOf(int position) => $"p{position}";

    /// <param name="query">The query with marks.</param>
    /// <param name="singles">
    /// The lists, as bits by position, of which this query takes one item only. It is looked for by equality, which
    /// databases plan better and do faster than a look into a list.
    /// </param>
    /// <exception cref="InvalidOperationException">The query depends on something that is no argument.</exception>
    public static Expression Of<TArgs>(Expression query, int singles)
    {
        var template = new QueryTemplate(Arguments<TArgs>.Marks, singles);
        var result = template.Visit(query);
        return template._found == (1 << template._marks.Count) - 1 ? result : throw new InvalidOperationException(
            $"A kept query does not use all of its arguments: {query}");
    }

    protected override Expression VisitConstant(ConstantExpression node) =>
        PositionOf(node.Value) is >= 0 and var position ? ParameterAt(position, node.Type) : node;

    protected override Expression VisitUnary(UnaryExpression node) => Argument.In(node) is { } argument
        ? new QueryParameterExpression(argument.Name, argument.Type, null, isNonNullableReferenceType: !argument.Type.IsValueType)
        : base.VisitUnary(node);

    protected override Expression VisitMethodCall(MethodCallExpression node)
    {
        if (node.Method.Name != nameof(Enumerable.Contains) || node.Arguments is not [var list, var item]
            || !IsCaptured(list) || PositionOf(ValueOf(list)) is not (>= 0 and var position))
        {
            return base.VisitMethodCall(node);
        }

        _found |= 1 << position;
        return (_singles & (1 << position)) != 0
            ? Expression.Equal(Visit(item), new QueryParameterExpression(NameOf(position), item.Type))
            : node.Update(null, [new QueryParameterExpression(NameOf(position), list.Type, null, isNonNullableReferenceType: true), Visit(item)]);
    }

    protected override Expression Captured(object? value, MemberExpression node) =>
        PositionOf(value) is >= 0 and var position ? ParameterAt(position, node.Type) : throw new InvalidOperationException(
            $"A kept query captures {node.Member.Name}, which is not one of its arguments.");

    private QueryParameterExpression ParameterAt(int position, Type type)
    {
        if (_marks[position] is Array)
        {
            // The list may hold an id several times, see GraphDb.PlansByValues.
            throw new InvalidOperationException("A kept query uses a list otherwise than by Contains.");
        }

        _found |= 1 << position;
        return new QueryParameterExpression(NameOf(position), type, null, isNonNullableReferenceType: !type.IsValueType);
    }

    private int PositionOf(object? value)
    {
        for (var i = 0; value is not null && i < _marks.Count; i++)
        {
            if (Mark.Is(_marks[i], value))
            {
                return i;
            }
        }

        return -1;
    }
}
