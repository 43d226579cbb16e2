using Microsoft.Extensions.DependencyInjection;

namespace Graph.Domain.Shared;

/// <summary>
/// What one feature brings to the domain. Each feature folder has one module; the composition root, the ledger, the checker
/// and the feed go round the modules and name no feature.
/// </summary>
public interface IFeatureModule
{
    /// <summary>
    /// Registers the feature's services, and what it declares to features on its left: deadlines, ledger rules, kinds of
    /// transactions and accounts, announcements, what ends with a lost level.
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
