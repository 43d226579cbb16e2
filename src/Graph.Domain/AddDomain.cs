using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Graph.Domain;

public static class DomainServices
{
    /// <summary>
    /// Registers all that the domain offers: the database, and what each module brings. The edges (clock, bus, verifier,
    /// bank) may be registered before, by others.
    /// </summary>
    public static IServiceCollection AddDomain(this IServiceCollection services, string provider, string connection)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IEventBus, InProcessBus>();
        services.TryAddSingleton<CommandLimit>();
        services.TryAddSingleton<UnitSettings>();
        services.TryAddSingleton(WriterLimit.Default);

        services.AddGraphDb(provider, connection);
        services.AddSingleton<Migrator>();
        services.AddSingleton<Leases>();
        services.AddSingleton<DeadlineFailures>();
        services.AddSingleton<DeadlineHost>();
        foreach (var module in FeatureModules.All)
        {
            module.Register(services);
        }

        return services;
    }
}
