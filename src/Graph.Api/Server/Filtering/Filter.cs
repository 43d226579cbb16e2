using System.Linq.Expressions;
using Graph.Api.Server.Errors;
using Graph.Api.Server.Relay;
using Graph.Domain.Shared;

namespace Graph.Api.Server.Filtering;

/// <summary>Turns the filter of one list, declared field by field, into one expression that the database understands.</summary>
public sealed class Filter<TRow>
{
    private const int MaxTerms = 40;

    private readonly List<Expression<Func<TRow, bool>>> _terms = [];

    /// <summary>The condition of an input with its `and` and `or`. Without an input, every row matches.</summary>
    public static Expression<Func<TRow, bool>> Of<TInput>(TInput? input, Action<Filter<TRow>, TInput> declare)
        where TInput : class, IFilterInput<TInput>
    {
        var budget = MaxTerms;
        return input is null ? _ => true : Of(input, declare, ref budget);
    }

    public Filter<TRow> Where(bool isGiven, Expression<Func<TRow, bool>> term)
    {
        if (isGiven)
        {
            _terms.Add(term);
        }

        return this;
    }

    public Filter<TRow> Where<T>(EnumOperationFilterInput<T>? asked, Expression<Func<TRow, T>> field)
        where T : struct, Enum => asked is null ? this :
            Where(field, ExpressionType.Equal, asked.Eq)
            .Where(field, ExpressionType.NotEqual, asked.Neq)
            .WhereIn(field, asked.In, isIn: true)
            .WhereIn(field, asked.Nin, isIn: false);

    public Filter<TRow> Where(DateTimeOperationFilterInput? asked, Expression<Func<TRow, DateTime>> field) =>
        asked is null ? this :
            Where(field, ExpressionType.Equal, asked.Eq)
            .Where(field, ExpressionType.NotEqual, asked.Neq)
            .Where(field, ExpressionType.LessThan, asked.Lt)
            .Where(field, ExpressionType.LessThanOrEqual, asked.Lte)
            .Where(field, ExpressionType.GreaterThan, asked.Gt)
            .Where(field, ExpressionType.GreaterThanOrEqual, asked.Gte);

    /// <summary>Adds conditions on a field in minor units. The input is in major units.</summary>
    public Filter<TRow> Where(DecimalOperationFilterInput? asked, Expression<Func<TRow, long>> field) =>
        Where(asked, field, Minor);

    /// <summary>Adds conditions on a rate that is stored in ten thousandths. The input is a fraction.</summary>
    public Filter<TRow> WhereRate(DecimalOperationFilterInput? asked, Expression<Func<TRow, long>> field) =>
        Where(asked, field, TenThousandths);

    private Filter<TRow> Where(
        DecimalOperationFilterInput? asked, Expression<Func<TRow, long>> field, Func<decimal?, long?> stored) =>
        asked is null ? this :
            Where(field, ExpressionType.Equal, stored(asked.Eq))
            .Where(field, ExpressionType.NotEqual, stored(asked.Neq))
            .Where(field, ExpressionType.LessThan, stored(asked.Lt))
            .Where(field, ExpressionType.LessThanOrEqual, stored(asked.Lte))
            .Where(field, ExpressionType.GreaterThan, stored(asked.Gt))
            .Where(field, ExpressionType.GreaterThanOrEqual, stored(asked.Gte));

    /// <summary>Adds conditions on an ID. An ID of another type equals no row.</summary>
    public Filter<TRow> Where<TId>(IdOperationFilterInput? asked, Expression<Func<TRow, TId?>> field)
        where TId : struct, ITypedId<TId> =>
        asked is null ? this :
            WhereIn(field, asked.Eq is { } eq ? [eq.To<TId>()] : null, isIn: true)
            .WhereIn(field, asked.Neq is { } neq ? [neq.To<TId>()] : null, isIn: false)
            .WhereIn(field, asked.In?.Select(id => (TId?)id.To<TId>()).ToList(), isIn: true)
            .WhereIn(field, asked.Nin?.Select(id => (TId?)id.To<TId>()).ToList(), isIn: false);

    private static Expression<Func<TRow, bool>> Of<TInput>(
        TInput input, Action<Filter<TRow>, TInput> declare, ref int budget)
        where TInput : class, IFilterInput<TInput>
    {
        if (--budget < 0)
        {
            throw GraphError.BadUserInput($"A filter may combine at most {MaxTerms} filters.");
        }

        var filter = new Filter<TRow>();
        declare(filter, input);
        foreach (var part in input.And ?? [])
        {
            filter._terms.Add(Of(part, declare, ref budget));
        }

        if (input.Or is { Count: > 0 } alternatives)
        {
            var either = new List<Expression<Func<TRow, bool>>>();
            foreach (var part in alternatives)
            {
                either.Add(Of(part, declare, ref budget));
            }

            filter._terms.Add(Combine(either, Expression.OrElse));
        }

        return filter._terms.Count == 0 ? _ => true : Combine(filter._terms, Expression.AndAlso);
    }

    private Filter<TRow> Where<T>(Expression<Func<TRow, T>> field, ExpressionType comparison, T? value)
        where T : struct
    {
        if (value is { } given)
        {
            Expression<Func<T>> parameter = () => given;
            var condition = Expression.MakeBinary(comparison, field.Body, parameter.Body);
            _terms.Add(Expression.Lambda<Func<TRow, bool>>(condition, field.Parameters));
        }

        return this;
    }

    private Filter<TRow> WhereIn<T>(Expression<Func<TRow, T>> field, IReadOnlyList<T>? values, bool isIn)
    {
        if (values is not null)
        {
            Expression<Func<IReadOnlyList<T>>> parameter = () => values;
            Expression condition = Expression.Call(
                typeof(Enumerable), nameof(Enumerable.Contains), [typeof(T)], parameter.Body, field.Body);
            _terms.Add(Expression.Lambda<Func<TRow, bool>>(
                isIn ? condition : Expression.Not(condition), field.Parameters));
        }

        return this;
    }

    private static Expression<Func<TRow, bool>> Combine(
        IReadOnlyList<Expression<Func<TRow, bool>>> terms, Func<Expression, Expression, Expression> with)
    {
        var row = Expression.Parameter(typeof(TRow), "row");
        return Expression.Lambda<Func<TRow, bool>>(
            terms.Select(term => ParameterSwap.Body(term, row)).Aggregate(with), row);
    }

    private static long? TenThousandths(decimal? rate) => rate switch
    {
        null => null,
        { Scale: <= 4 } given when Math.Abs(given) <= 1 => (long)(given * 10_000),
        _ => throw GraphError.BadUserInput("A rate must be from -1 to 1, with at most four digits after the point."),
    };

    private static long? Minor(decimal? amount) => amount switch
    {
        null => null,
        { } major when Money.TryFromDecimal(major, Currency.Cny, out var money) => money.MinorUnits,
        _ => throw GraphError.BadUserInput("An amount is digits with at most two after the point, as in 12.50."),
    };
}
