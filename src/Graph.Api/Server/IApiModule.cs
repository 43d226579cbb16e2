using Graph.Api.Server.Relay;

namespace Graph.Api.Server;

/// <summary>
/// A feature's part of the API. It belongs to the feature's module in the domain. Root fields, fields of other
/// features' nodes, unions and mutations are found by their attributes; everything else is registered here.
/// </summary>
public interface IApiModule
{
    /// <summary>
    /// Registers loaders and other services, and the external services that the configuration chooses.
    /// </summary>
    /// <exception cref="SettingsException">A setting is missing or invalid.</exception>
    void Register(WebApplicationBuilder builder);

    /// <summary>
    /// Sample operations for the IDE, each with a comment. They run unchanged against the demo data.
    /// </summary>
    string SampleOperations => "";

    /// <summary>Adds addresses of the feature besides the GraphQL endpoint.</summary>
    void Map(IEndpointRouteBuilder endpoints)
    {
    }

    /// <summary>
    /// Registers the feature's types of nodes, and how to find each as far as the caller may see it.
    /// </summary>
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
