using Graph.Api.Server.Conventions;
using Graph.Api.Server.Errors;
using GraphQL;

namespace Graph.Api.Server.Relay;

[QueryFields]
public sealed class NodeQueries
{
    /// <summary>
    /// The object with this ID. Null when the object does not exist, when the caller may not see it, or when the text
    /// is not an ID. A caller cannot tell these cases apart.
    /// </summary>
    /// <param name="id">The ID of an object of any type that implements Node.</param>
    public static Task<INode?> Node(IResolveFieldContext context, NodeSources sources, GlobalId id) =>
        sources.FindAsync(context.RequestServices!, id);

    /// <summary>
    /// The objects with these IDs, in the order of the IDs. An item is null where `node` would be null.
    /// </summary>
    /// <param name="ids">At most 100 IDs of objects of any type that implements Node.</param>
    public static async Task<IReadOnlyList<INode?>> Nodes(
        IResolveFieldContext context,
        NodeSources sources,
        GraphLimits limits,
        IReadOnlyList<GlobalId> ids)
    {
        if (ids.Count > limits.NodeIds)
        {
            throw GraphError.BadUserInput($"`nodes` takes at most {limits.NodeIds} IDs.", "ids");
        }

        // Ask for all objects before awaiting the first one, so that each type is fetched with one command.
        var found = ids.Select(id => sources.Find(context.RequestServices!, id)).ToList();
        var nodes = new List<INode?>(found.Count);
        foreach (var node in found)
        {
            nodes.Add(await node.GetResultAsync(context.CancellationToken));
        }

        return nodes;
    }
}
