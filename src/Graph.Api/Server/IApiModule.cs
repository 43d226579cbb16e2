using Graph.Api.Server.Relay;

namespace Graph.Api.Server;

/// <summary>
/// What one feature brings to the API, the twin of its module in the domain. Fields of roots and of other features' nodes,
/// unions and mutations are found by their attributes; what cannot be found so is registered here.
/// </summary>
public interface IApiModule
{
    /// <summary>Registers loaders and other services, and the edges of the domain that the configuration decides.</summary>
    /// <exception cref="SettingsException">A setting is missing or makes no sense.</exception>
    void Register(WebApplicationBuilder builder);

    /// <summary>Operations that the IDE opens with, each with a comment; they run as they stand against the demo data.</summary>
    string SampleOperations => "";

    /// <summary>Says which types are nodes, and how each is found as the caller may see it.</summary>
    void AddNodes(NodeSources nodes);
}

/// <summary>All modules of the API.</summary>
public static class ApiModules
{
    public static IReadOnlyList<IApiModule> All { get; } =
    [
        .. typeof(IApiModule).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IApiModule)))
            .OrderBy(type => type.FullName, StringComparer.Ordinal)
            .Select(type => (IApiModule)Activator.CreateInstance(type)!),
    ];
}
