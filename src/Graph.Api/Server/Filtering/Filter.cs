using System.Globalization;
using System.Linq.Expressions;
using Graph.Api.Server.Errors;
using Graph.Api.Server.Relay;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;

namespace Graph.Api.Server.Filtering;

/// <summary>Turns the filter of one list, declared field by field, into one expression that the database understands.</summary>
public sealed class Filter<TRow>
{
    private const int MaxTerms = 40;
    private const string Argument = "where";

    private readonly List<Expression<Func<TRow, bool>>> _terms = [];
    private readonly InputPath _path;

    private Filter(InputPath path) => _path = path;

    /// <summary>
    /// The condition of an input with its `and` and `or`, which is the argument `where`. Without an input, every row matches.
    /// </summary>
    public static Expression<Func<TRow, bool>> Of<TInput>(TInput? input, Action<Filter<TRow>, TInput> declare)
        where TInput : class, IFilterInput<TInput>
    {
        var budget = MaxTerms;
        return input is null ? _ => true : Of(input, declare, new InputPath(null, Argument), ref budget);
    }

    public Filter<TRow> Where(bool isGiven, Expression<Func<TRow, bool>> term)
    {
        if (isGiven)
        {
            _terms.Add(term);
        }

        return this;
    }

    /// <summary>
    /// Adds a term that must be true, or must be false. Databases look up a term in an index, but not the result of a comparison with one.
    /// </summary>
    public Filter<TRow> WhereIs(bool? asked, Expression<Func<TRow, bool>> term) => Where(asked is not null, asked is not false
        ? term
        : Expression.Lambda<Func<TRow, bool>>(Expression.Not(term.Body), term.Parameters));

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
    /// <param name="asked">The conditions.</param>
    /// <param name="field">The field of the row.</param>
    /// <param name="name">The field of the input that holds them.</param>
    public Filter<TRow> Where(DecimalOperationFilterInput? asked, Expression<Func<TRow, long>> field, string name) =>
        Where(asked, field, name, Minor);

    /// <summary>Adds conditions on a rate that is stored in ten thousandths. The input is a fraction.</summary>
    /// <param name="asked">The conditions.</param>
    /// <param name="field">The field of the row.</param>
    /// <param name="name">The field of the input that holds them.</param>
    public Filter<TRow> WhereRate(DecimalOperationFilterInput? asked, Expression<Func<TRow, long>> field, string name) =>
        Where(asked, field, name, TenThousandths);

    /// <summary>The path from the query's argument to a field of this input.</summary>
    public IReadOnlyList<string> PathOf(params IEnumerable<string> field) => [.. _path.Names, .. field];

    /// <summary>The text of a search in the form in which it is looked for; empty when there is none.</summary>
    /// <param name="search">The field `search` of the input.</param>
    /// <param name="most">The largest number of characters.</param>
    /// <exception cref="GraphError">It is longer.</exception>
    public string Search(string? search, int most)
    {
        // A long text is not brought into another form, because that costs time.
        return search is null ? ""
            : search.Length <= TextKind.MostUnitsOf(most) && SearchForm.Wanted(search) is var wanted && TextKind.Length(wanted) <= most ? wanted
            : throw GraphError.BadUserInput($"A search has at most {most} characters.", PathOf("search"));
    }

    private Filter<TRow> Where(
        DecimalOperationFilterInput? asked, Expression<Func<TRow, long>> field, string name, Func<decimal, Func<IReadOnlyList<string>>, long> stored)
    {
        return asked is null ? this :
            Where(field, ExpressionType.Equal, Stored(asked.Eq, "eq"))
            .Where(field, ExpressionType.NotEqual, Stored(asked.Neq, "neq"))
            .Where(field, ExpressionType.LessThan, Stored(asked.Lt, "lt"))
            .Where(field, ExpressionType.LessThanOrEqual, Stored(asked.Lte, "lte"))
            .Where(field, ExpressionType.GreaterThan, Stored(asked.Gt, "gt"))
            .Where(field, ExpressionType.GreaterThanOrEqual, Stored(asked.Gte, "gte"));

        long? Stored(decimal? value, string comparison) => value is { } given ? stored(given, () => PathOf(name, comparison)) : null;
    }

    /// <summary>Adds conditions on an ID. An ID of another type equals no row.</summary>
    public Filter<TRow> Where<TId>(IdOperationFilterInput? asked, Expression<Func<TRow, TId?>> field)
        where TId : struct, ITypedId<TId> =>
        asked is null ? this :
            WhereIn(field, asked.Eq is { } eq ? [eq.To<TId>()] : null, isIn: true)
            .WhereIn(field, asked.Neq is { } neq ? [neq.To<TId>()] : null, isIn: false)
            .WhereIn(field, asked.In?.Select(id => (TId?)id.To<TId>()).ToList(), isIn: true)
            .WhereIn(field, asked.Nin?.Select(id => (TId?)id.To<TId>()).ToList(), isIn: false);

    private static Expression<Func<TRow, bool>> Of<TInput>(
        TInput input, Action<Filter<TRow>, TInput> declare, InputPath path, ref int budget)
        where TInput : class, IFilterInput<TInput>
    {
        if (--budget < 0)
        {
            throw GraphError.BadUserInput($"A filter may combine at most {MaxTerms} filters.", Argument);
        }

        var filter = new Filter<TRow>(path);
        declare(filter, input);
        foreach (var (i, part) in (input.And ?? []).Index())
        {
            filter._terms.Add(Of(part, declare, new InputPath(path, "and", i), ref budget));
        }

        if (input.Or is { Count: > 0 } alternatives)
        {
            var either = new List<Expression<Func<TRow, bool>>>();
            foreach (var (i, part) in alternatives.Index())
            {
                either.Add(Of(part, declare, new InputPath(path, "or", i), ref budget));
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

    private static long TenThousandths(decimal rate, Func<IReadOnlyList<string>> path) => rate.Scale <= 4 && Math.Abs(rate) <= 1
        ? (long)(rate * 10_000)
        : throw GraphError.BadUserInput("A rate must be from -1 to 1, with at most four digits after the point.", path());

    private static long Minor(decimal amount, Func<IReadOnlyList<string>> path) => Money.TryFromDecimal(amount, Currency.Cny, out var money)
        ? money.MinorUnits
        : throw GraphError.BadUserInput("An amount is digits with at most two after the point, as in 12.50.", path());

    /// <summary>Where an input stands in the argument. The names are put together only when something is wrong there.</summary>
    private sealed record InputPath(InputPath? Outer, string Name, int? Item = null)
    {
        public IReadOnlyList<string> Names =>
        [
            .. Outer?.Names ?? [],
            Name,
            .. Item is { } item ? [item.ToString(CultureInfo.InvariantCulture)] : Array.Empty<string>(),
        ];
    }
}
