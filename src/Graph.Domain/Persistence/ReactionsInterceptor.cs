using System.Collections.Concurrent;
using Graph.Domain.Shared;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Domain.Persistence;

/// <summary>
/// Hands each event that a unit raised to its reactions, just before the unit is saved, and notes the states that it
/// touched in the log. The rows are saved with it.
/// </summary>
public sealed class ReactionsInterceptor(IServiceProvider services) : SaveChangesInterceptor
{
    private readonly ConcurrentDictionary<Type, Dispatch> _dispatches = [];

    private readonly Lazy<IStateLog> _states = new(services.GetRequiredService<IStateLog>);

    private delegate Task Dispatch(IDomainEvent fact, GraphDb db, CancellationToken cancellationToken);

    public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        // A reaction may raise further events. They are handled too before anything is saved.
        while (eventData.Context is GraphDb { HasRaised: true } db)
        {
            foreach (var fact in db.TakeRaised())
            {
                await _dispatches.GetOrAdd(fact.GetType(), MakeDispatch)(fact, db, cancellationToken);
            }
        }

        if (eventData.Context is GraphDb { HasTouched: true } changed)
        {
            _states.Value.Add(changed, changed.TakeTouched());
        }

        return result;
    }

    private Dispatch MakeDispatch(Type eventType)
    {
        var make = GetType()
            .GetMethod(nameof(DispatchOf), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!
            .MakeGenericMethod(eventType);
        return (Dispatch)make.Invoke(this, null)!;
    }

    private Dispatch DispatchOf<TEvent>()
        where TEvent : IDomainEvent
    {
        IReaction<TEvent>[] reactions = [.. services.GetServices<IReaction<TEvent>>()];
        return async (fact, db, cancellationToken) =>
        {
            foreach (var reaction in reactions)
            {
                await reaction.ReactAsync((TEvent)fact, db, cancellationToken);
            }
        };
    }
}
