using Microsoft.Extensions.DependencyInjection;

namespace Graph.Domain.Shared;

/// <summary>
/// The entry point of one feature. Each feature folder has one module. The composition root, the ledger, the checker
/// and the feed use all modules in the same way and know no feature by name.
/// </summary>
public interface IFeatureModule
{
    /// <summary>
    /// Registers the feature's services, and everything that it declares to the features to its left (see
    /// docs/architecture.md): deadlines, ledger rules, kinds of transactions and accounts, announcements, and what
    /// ends when a user loses a level.
    /// </summary>
    void Register(IServiceCollection services);
}

/// <summary>All modules of the domain.</summary>
public static class FeatureModules
{
    public static IReadOnlyList<IFeatureModule> All { get; } =
    [
        .. typeof(IFeatureModule).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IFeatureModule)))
            .OrderBy(type => type.FullName, StringComparer.Ordinal)
            .Select(type => (IFeatureModule)Activator.CreateInstance(type)!),
    ];
}
