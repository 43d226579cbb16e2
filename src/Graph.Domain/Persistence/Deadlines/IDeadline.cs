using Graph.Domain.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Domain.Persistence.Deadlines;

/// <summary>
/// Work that becomes due at a certain time: a hold that settles, a voucher that expires, a bank request that is
/// repeated. The time is a column of a row. <see cref="DeadlineHost"/> checks every second and does the due work.
/// </summary>
public interface IDeadline
{
    /// <summary>
    /// The unique name of the work in logs, in the health report and in the lease that lets one node do it.
    /// </summary>
    string Name { get; }

    /// <summary>
    /// Returns the ids whose time has come, the longest overdue first. It runs often, so it must be cheap when nothing
    /// is due.
    /// </summary>
    /// <param name="db">The database context.</param>
    /// <param name="now">The current time; ids that are due at this moment are returned.</param>
    /// <param name="most">The maximum number of ids.</param>
    /// <param name="cancellationToken">Cancels the query.</param>
    Task<IReadOnlyList<ITypedId>> DueAsync(GraphDb db, DateTime now, int most, CancellationToken cancellationToken);

    /// <summary>
    /// Does the work for one id. It must check again that the work is still due, because another node or the owner may
    /// have been faster. The guards on the row make sure that the work takes effect only once.
    /// </summary>
    Task MeetAsync(ITypedId id, CancellationToken cancellationToken);
}

public static class DeadlineServices
{
    /// <summary>Registers a deadline, so that the host does its work when it is due.</summary>
    public static IServiceCollection AddDeadline<TDeadline>(this IServiceCollection services)
        where TDeadline : class, IDeadline => services
        .AddSingleton<TDeadline>()
        .AddSingleton<IDeadline>(provider => provider.GetRequiredService<TDeadline>());

    /// <summary>Converts ids of one kind to the form that the host takes.</summary>
    public static IReadOnlyList<ITypedId> AsDue<TId>(this List<TId> ids)
        where TId : struct, ITypedId => ids.ConvertAll(id => (ITypedId)id);
}
