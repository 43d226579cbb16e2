using Graph.Api.Server.Conventions;
using Graph.Api.Server.Errors;
using GraphQL;

namespace Graph.Api.Server.Relay;

[QueryFields]
public sealed class NodeQueries
{
    /// <summary>
    /// Anything by its id. Null for what does not exist, for what the caller may not see, and for what is no id: these
    /// cannot be told apart.
    /// </summary>
    /// <param name="id">The id of any node.</param>
    public static Task<INode?> Node(IResolveFieldContext context, NodeSources sources, GlobalId id) =>
        sources.FindAsync(context.RequestServices!, id);

    /// <summary>Several nodes, in the order of the ids; null where `node` would be null.</summary>
    /// <param name="ids">At most 100 ids.</param>
    public static async Task<IReadOnlyList<INode?>> Nodes(
        IResolveFieldContext context,
        NodeSources sources,
        GraphLimits limits,
        IReadOnlyList<GlobalId> ids)
    {
        if (ids.Count > limits.NodeIds)
        {
            throw GraphError.BadUserInput($"`nodes` takes at most {limits.NodeIds} ids.");
        }

        // All are asked for before the first is awaited, so that each type is fetched with one command.
        var found = ids.Select(id => sources.Find(context.RequestServices!, id)).ToList();
        var nodes = new List<INode?>(found.Count);
        foreach (var node in found)
        {
            nodes.Add(await node.GetResultAsync(context.CancellationToken));
        }

        return nodes;
    }
}
