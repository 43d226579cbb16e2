using Graph.Domain.Shared;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Domain.Persistence.Deadlines;

/// <summary>
/// Work that has its time: a hold that settles, a voucher that ends, a bank that is asked again. The time is a column of a
/// row; <see cref="DeadlineHost"/> looks every second and does what is due.
/// </summary>
public interface IDeadline
{
    /// <summary>Names the work in logs, in the health report, and in the lease by which one node does it; unique.</summary>
    string Name { get; }

    /// <summary>The things whose time has come, the longest overdue first. It is asked often, and must be cheap when nothing is due.</summary>
    /// <param name="db">The database.</param>
    /// <param name="now">What is due at this moment.</param>
    /// <param name="most">No more than so many.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    Task<IReadOnlyList<ITypedId>> DueAsync(GraphDb db, DateTime now, int most, CancellationToken cancellationToken);

    /// <summary>
    /// Does what is due for one thing. It looks again whether that is still due: another node, or its owner, may have been
    /// quicker, and its guards make it happen once.
    /// </summary>
    Task MeetAsync(ITypedId id, CancellationToken cancellationToken);
}

public static class DeadlineServices
{
    /// <summary>Lets the host do this work when its time has come.</summary>
    public static IServiceCollection AddDeadline<TDeadline>(this IServiceCollection services)
        where TDeadline : class, IDeadline => services
        .AddSingleton<TDeadline>()
        .AddSingleton<IDeadline>(provider => provider.GetRequiredService<TDeadline>());

    /// <summary>The ids of one kind, as the host takes them.</summary>
    public static IReadOnlyList<ITypedId> AsDue<TId>(this List<TId> ids)
        where TId : struct, ITypedId => ids.ConvertAll(id => (ITypedId)id);
}
