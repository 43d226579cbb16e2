using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Graph.Domain.Persistence;

/// <summary>Turns what was raised on a unit of work into rows of that same unit.</summary>
public sealed class ReactionsInterceptor(IEnumerable<IReaction> reactions) : SaveChangesInterceptor
{
    private readonly IReaction[] _reactions = [.. reactions];

    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        React(eventData.Context);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        React(eventData.Context);
        return ValueTask.FromResult(result);
    }

    private void React(DbContext? context)
    {
        if (context is not GraphDb db)
        {
            return;
        }

        foreach (var fact in db.TakeRaised())
        {
            foreach (var reaction in _reactions)
            {
                reaction.React(fact, db);
            }
        }
    }
}
