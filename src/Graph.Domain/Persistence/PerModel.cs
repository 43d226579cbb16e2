using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Graph.Domain.Persistence;

/// <summary>
/// A query that is compiled once and not found anew each time. EF binds it to one model, and a process may have several: a
/// context that is set up otherwise has its own.
/// </summary>
public sealed class PerModel<TQuery>(Func<TQuery> compile)
    where TQuery : Delegate
{
    private readonly ConditionalWeakTable<IModel, TQuery> _queries = [];

    public TQuery For(GraphDb db) => _queries.GetValue(db.Model, _ => compile());
}
