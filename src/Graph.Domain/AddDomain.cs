using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Deadlines;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Shared;
using Graph.Domain.Shared.Texts;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Graph.Domain;

public static class DomainServices
{
    /// <summary>
    /// Registers everything that the domain offers: the database and the services of each module. The caller may
    /// register its own clock, bus, verifier or bank before this call; they are then kept.
    /// </summary>
    public static IServiceCollection AddDomain(this IServiceCollection services, string provider, string connection)
    {
        Icu.Require();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IEventBus, InProcessBus>();
        services.TryAddSingleton<CommandLimit>();
        services.TryAddSingleton<UnitSettings>();
        services.TryAddSingleton(WriterLimit.Default);
        services.TryAddSingleton<LiveSettings>();

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
