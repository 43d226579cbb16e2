using Graph.Domain.Persistence;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Microsoft.Extensions.DependencyInjection;

namespace Graph.Domain.Users.Announcements;

/// <summary>
/// Says what is told to whom when an event happens. It stands in the feature that raises the event, or that knows what it
/// means; the feed stores what it says.
/// </summary>
public interface IAnnounce<in TEvent>
    where TEvent : IDomainEvent
{
    /// <summary>Runs inside the unit that raised the event, and may read; rows that the unit has not saved yet are not found.</summary>
    ValueTask<IReadOnlyList<Announcement>> AnnounceAsync(TEvent fact, GraphDb db);
}

/// <summary>
/// Whom somebody follows besides friends: merchants, for example. A feature that has something to follow implements it, and
/// its acts reach the feeds of those who follow.
/// </summary>
public interface IFollowing
{
    /// <summary>The ids of the sources that the viewer follows (<see cref="FeedLine.Source"/>).</summary>
    Task<IReadOnlyList<Guid>> SourcesOfAsync(GraphDb db, UserId viewer, CancellationToken cancellationToken);
}

/// <summary>What announcements may be about.</summary>
/// <param name="IdType">The type of the subject's id.</param>
/// <param name="IsAboutMoney">
/// Whether it is about money between people: then a block does not hide it, for nobody loses sight of their own money.
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

    /// <summary>Declares that announcements are about things with this id.</summary>
    public static IServiceCollection AddSubject<TId>(this IServiceCollection services, bool isAboutMoney = false)
        where TId : struct, ITypedId => services.AddSingleton(new AnnouncedSubject(typeof(TId), isAboutMoney));
}
