using System.Collections;
using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Query.Internal;

namespace Graph.Domain.Persistence.Queries;

// EF marks its query compiler as internal. EF.CompileAsyncQuery, which wraps it, takes neither the helper methods of which
// queries are composed nor tuples of arguments.
#pragma warning disable EF1001

/// <summary>
/// A query that is composed and compiled once, and runs with other arguments each time. Composing the expression and
/// finding its plan costs EF more than many a query costs the database. EF binds a compiled query to one model, and a
/// process may have several, so that each model has its own.
/// </summary>
/// <param name="compose">
/// Composes the query. It is called with marks instead of values: it must pass the arguments on into the query as they
/// are, and not calculate with them.
/// </param>
/// <typeparam name="TRow">What the query returns.</typeparam>
/// <typeparam name="TArgs">
/// One value, or a tuple of values: typed ids, text, times, whole numbers, and lists of ids (as IReadOnlyList).
/// </typeparam>
public sealed class KeptQuery<TArgs, TRow>(Func<GraphDb, TArgs, IQueryable<TRow>> compose)
{
    private readonly KeptQueries<TArgs, int> _queries = new();

    /// <summary>Runs the query while it is read.</summary>
    public IAsyncEnumerable<TRow> Rows(GraphDb db, TArgs args, CancellationToken cancellationToken)
    {
        var singles = KeptQueries<TArgs, int>.SinglesOf(args);
        return _queries.Run<IAsyncEnumerable<TRow>>(
            db, singles, args, singles, [], marks => compose(db, marks).Expression, cancellationToken);
    }

    public async Task<List<TRow>> ListAsync(GraphDb db, TArgs args, CancellationToken cancellationToken)
    {
        var rows = new List<TRow>();
        await foreach (var row in Rows(db, args, cancellationToken))
        {
            rows.Add(row);
        }

        return rows;
    }

    /// <summary>The first row; the default value when there is none. The query itself says how many rows it takes.</summary>
    public async Task<TRow?> FirstAsync(GraphDb db, TArgs args, CancellationToken cancellationToken)
    {
        await foreach (var row in Rows(db, args, cancellationToken))
        {
            return row;
        }

        return default;
    }

    public async Task<Dictionary<TKey, TValue>> DictionaryAsync<TKey, TValue>(
        GraphDb db, TArgs args, Func<TRow, TKey> key, Func<TRow, TValue> value, CancellationToken cancellationToken)
        where TKey : notnull
    {
        var found = new Dictionary<TKey, TValue>();
        await foreach (var row in Rows(db, args, cancellationToken))
        {
            found.Add(key(row), value(row));
        }

        return found;
    }
}

/// <summary>The compiled queries of one kind, by their shapes.</summary>
public sealed class KeptQueries<TArgs, TShape>
    where TShape : notnull
{
    /// <summary>
    /// Callers choose some shapes, such as filters. When there are too many, the half that was used least is forgotten. So
    /// somebody who makes up filters without end does not make the queries of front ends be compiled again.
    /// </summary>
    internal const int Most = 200;

    /// <summary>As many values as PostgreSQL counts on in a list that it does not know yet.</summary>
    private const int FullList = 10;

    private readonly ConditionalWeakTable<IModel, ConcurrentDictionary<(TShape, Type), Compiled>> _compiled = [];

    /// <summary>The arguments that are lists with one item, as bits by position.</summary>
    public static int SinglesOf(TArgs args)
    {
        var singles = 0;
        for (var i = 0; i < Arguments<TArgs>.Types.Count; i++)
        {
            if (Mark.ItemOf(Arguments<TArgs>.Types[i]) is not null && Arguments<TArgs>.ValueAt(args, i) is ICollection { Count: 1 })
            {
                singles |= 1 << i;
            }
        }

        return singles;
    }

    /// <summary>Runs the query of a shape. Composes and compiles it when it is the first of its shape.</summary>
    /// <param name="db">The database context.</param>
    /// <param name="shape">What the query depends on beside its arguments, the singles among them.</param>
    /// <param name="args">The values of its arguments.</param>
    /// <param name="singles">See <see cref="SinglesOf"/>.</param>
    /// <param name="more">The values of what was composed as <see cref="Argument"/>.</param>
    /// <param name="compose">Composes the query with marks.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    public TResult Run<TResult>(
        GraphDb db,
        TShape shape,
        TArgs args,
        int singles,
        IReadOnlyList<(string Name, object? Value)> more,
        Func<TArgs, Expression> compose,
        CancellationToken cancellationToken)
    {
        var ofModel = _compiled.GetOrCreateValue(db.Model);
        if (!ofModel.TryGetValue((shape, typeof(TResult)), out var compiled))
        {
            if (ofModel.Count >= Most)
            {
                ForgetHalf(ofModel);
            }

            compiled = ofModel.GetOrAdd((shape, typeof(TResult)), new Compiled(
                db.GetService<IQueryCompiler>().CreateCompiledAsyncQuery<TResult>(QueryTemplate.Of<TArgs>(compose(Arguments<TArgs>.AsMarks()), singles))));
        }

        // Two callers at once may count as one. The number only says what is used often.
        compiled.Uses++;

        var context = db.GetService<IQueryContextFactory>().Create();
        context.CancellationToken = cancellationToken;
        for (var i = 0; i < Arguments<TArgs>.Types.Count; i++)
        {
            var value = Arguments<TArgs>.ValueAt(args, i);
            context.Parameters.Add(QueryTemplate.NameOf(i), (singles & (1 << i)) != 0 ? ((IList)value!)[0] : ValueFor(db, value));
        }

        foreach (var (name, value) in more)
        {
            context.Parameters.Add(name, ValueFor(db, value));
        }

        return ((Func<QueryContext, TResult>)compiled.Query)(context);
    }

    /// <summary>
    /// The value as the database takes it: a short list is repeated for a database that would plan anew for it. Its values are only
    /// looked for, so that it does not matter how often they are there.
    /// </summary>
    private static object? ValueFor(GraphDb db, object? value)
    {
        if (!db.PlansByValues || value is byte[] or not IList { Count: > 0 and < FullList })
        {
            return value;
        }

        var list = (IList)value;
        var type = list.GetType();
        var item = type.GetElementType() ?? type.GetGenericArguments()[0];
        var repeated = Array.CreateInstance(item, FullList);
        list.CopyTo(repeated, 0);
        for (var filled = list.Count; filled < FullList; filled *= 2)
        {
            Array.Copy(repeated, 0, repeated, filled, Math.Min(filled, FullList - filled));
        }

        // EF compiles the query for the type of the variable, which may be List<T>.
        return type.IsArray || type.GetGenericTypeDefinition() != typeof(List<>) ? repeated : Activator.CreateInstance(type, repeated);
    }

    /// <summary>How many queries are kept for a model.</summary>
    internal int CountFor(IModel model) => _compiled.TryGetValue(model, out var kept) ? kept.Count : 0;

    /// <summary>Forgets what was used least. What stays counts half from now on, so that old favourites go when nobody uses them.</summary>
    private static void ForgetHalf(ConcurrentDictionary<(TShape, Type), Compiled> kept)
    {
        var byUse = kept.ToArray().OrderByDescending(one => one.Value.Uses).ToList();
        foreach (var (one, place) in byUse.Select((one, place) => (one, place)))
        {
            if (place >= Most / 2)
            {
                kept.TryRemove(one);
            }
            else
            {
                one.Value.Uses /= 2;
            }
        }
    }

    private sealed class Compiled(Delegate query)
    {
        public Delegate Query => query;

        /// <summary>How often it ran, the half of what it was before each time that queries were forgotten.</summary>
        public long Uses { get; set; }
    }
}
