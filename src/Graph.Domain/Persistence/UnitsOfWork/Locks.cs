using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;

namespace Graph.Domain.Persistence.UnitsOfWork;

/// <summary>
/// Locks rows on which a decision rests, and makes changes of state that only one of several units can make. Rows are
/// locked in the same order everywhere (docs/decisions/0002): people by id, the object itself, wallets by id, limits, stock,
/// group, accounts of the house.
/// </summary>
public static class Locks
{
    /// <summary>
    /// Locks these rows until the end of the unit. Waits for other units that hold them, so that later reads see what
    /// the last holder wrote. LINQ cannot express a lock, so a column is set to itself: every database locks a row
    /// that it updates.
    /// </summary>
    /// <returns>How many rows are locked.</returns>
    public static Task<int> LockAsync<TEntity>(this GraphDb db, IQueryable<TEntity> rows)
        where TEntity : class => rows.ExecuteUpdateAsync(TouchOf<TEntity>.For(db.Model));

    /// <summary>
    /// Moves a row from one state to another. The check and the change are a single statement, so when several units
    /// try at once, only one succeeds.
    /// </summary>
    /// <param name="row">The query for the row; at most one row may match.</param>
    /// <param name="status">The column that holds the state.</param>
    /// <param name="from">The state that the row must be in.</param>
    /// <param name="to">The new state.</param>
    /// <param name="also">Other columns to change with it; null for none.</param>
    /// <returns>False when the row was not in that state; then nothing changed.</returns>
    public static async Task<bool> TransitionAsync<TEntity, TStatus>(
        this IQueryable<TEntity> row,
        Expression<Func<TEntity, TStatus>> status,
        TStatus from,
        TStatus to,
        Action<UpdateSettersBuilder<TEntity>>? also = null)
        where TEntity : class
        where TStatus : struct, Enum
    {
        var isFrom = Expression.Lambda<Func<TEntity, bool>>(
            Expression.Equal(status.Body, Expression.Constant(from)), status.Parameters);
        var changed = await row.Where(isFrom).ExecuteUpdateAsync(set =>
        {
            set.SetProperty(status, to);
            also?.Invoke(set);
        });
        return changed switch
        {
            0 => false,
            1 => true,
            _ => throw new InvalidOperationException($"{changed} rows of {typeof(TEntity).Name} moved to {to}, not one."),
        };
    }

    /// <summary>
    /// Moves a row from one state to another that the unit has locked, or that it alone can move. If the row is in another state, the
    /// unit fails: what it was about to do with the row rests on a mistake.
    /// </summary>
    /// <inheritdoc cref="TransitionAsync{TEntity, TStatus}"/>
    /// <exception cref="InvalidOperationException">The row was not in that state.</exception>
    public static async Task MustTransitionAsync<TEntity, TStatus>(
        this IQueryable<TEntity> row,
        Expression<Func<TEntity, TStatus>> status,
        TStatus from,
        TStatus to,
        Action<UpdateSettersBuilder<TEntity>>? also = null)
        where TEntity : class
        where TStatus : struct, Enum
    {
        if (!await row.TransitionAsync(status, from, to, also))
        {
            throw new InvalidOperationException($"A {typeof(TEntity).Name} that was {from} is not any more, so it cannot become {to}.");
        }
    }

    /// <summary>
    /// Sets a column to its own value. The column is in no key and no index, so that nothing else is written.
    /// </summary>
    private static class TouchOf<TEntity>
        where TEntity : class
    {
        private static Action<UpdateSettersBuilder<TEntity>>? _touch;

        public static Action<UpdateSettersBuilder<TEntity>> For(IModel model) => _touch ??= Make(model);

        private static Action<UpdateSettersBuilder<TEntity>> Make(IModel model)
        {
            var entity = model.FindEntityType(typeof(TEntity))!;
            var property = entity.GetProperties().First(property =>
                !property.IsKey() && !property.IsForeignKey() && !property.IsIndex() && !property.IsConcurrencyToken);
            var make = typeof(TouchOf<TEntity>)
                .GetMethod(nameof(Touch), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
                .MakeGenericMethod(property.ClrType);
            return (Action<UpdateSettersBuilder<TEntity>>)make.Invoke(null, [property.Name])!;
        }

        private static Action<UpdateSettersBuilder<TEntity>> Touch<TValue>(string property)
        {
            Expression<Func<TEntity, TValue>> column = row => EF.Property<TValue>(row, property);
            return set => set.SetProperty(column, column);
        }
    }
}
