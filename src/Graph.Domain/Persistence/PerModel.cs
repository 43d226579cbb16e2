using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Graph.Domain.Persistence;

/// <summary>
/// Keeps a compiled query, so that EF does not have to look it up each time. EF binds a compiled query to one model,
/// and a process may have several models, so each model has its own copy.
/// </summary>
public sealed class PerModel<TQuery>(Func<TQuery> compile)
    where TQuery : Delegate
{
    private readonly ConditionalWeakTable<IModel, TQuery> _queries = [];

    public TQuery For(GraphDb db) => _queries.GetValue(db.Model, _ => compile());
}
