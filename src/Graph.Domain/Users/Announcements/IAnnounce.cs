using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Domain.Users.Announcements;

/// <summary>
/// Decides which announcements follow from an event. It belongs to the feature that raises the event, or to the
/// feature that knows what the event means. The feed stores the announcements.
/// </summary>
public interface IAnnounce<in TEvent>
    where TEvent : IDomainEvent
{
    /// <summary>
    /// Returns the announcements for an event. Runs inside the unit that raised the event. It may read, but does not
    /// find rows that the unit has not saved yet.
    /// </summary>
    ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(TEvent fact, GraphDb db);
}

/// <summary>
/// Tells which sources a user follows besides friends, for example merchants. A feature with something to follow
/// implements it; activities of such a source then reach the feeds of its followers.
/// </summary>
public interface IFollowing
{
    /// <summary>Returns the ids of the sources that the viewer follows (<see cref="FeedLine.Source"/>).</summary>
    Task<IReadOnlyList<Guid>> SourcesOfAsync(GraphDb db, UserId viewer, CancellationToken cancellationToken);
}

/// <summary>A type of object that announcements can be about.</summary>
/// <param name="IdType">The type of the object's id.</param>
/// <param name="IsAboutMoney">
/// Whether it is about money between people. Then a block does not hide it, because users must never lose sight of
/// their own money.
/// </param>
public sealed record AnnouncedSubject(Type IdType, bool IsAboutMoney);

public static class AnnouncementServices
{
    /// <summary>Registers a class for every event that it announces.</summary>
    public static IServiceCollection AddAnnouncer<TAnnouncer>(this IServiceCollection services)
        where TAnnouncer : class
    {
        services.AddSingleton<TAnnouncer>();
        foreach (var contract in typeof(TAnnouncer).GetInterfaces().Where(contract =>
            contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IAnnounce<>)))
        {
            services.AddSingleton(contract, provider => provider.GetRequiredService<TAnnouncer>());
        }

        return services;
    }

    /// <summary>Declares that announcements can be about objects with this type of id.</summary>
    public static IServiceCollection AddSubject<TId>(this IServiceCollection services, bool isAboutMoney = false)
        where TId : struct, ITypedId => services.AddSingleton(new AnnouncedSubject(typeof(TId), isAboutMoney));
}
