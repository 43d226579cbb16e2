using Graph.Api.Server.Conventions;
using Graph.Domain.Shared;

namespace Graph.Api.Server.Relay;

/// <summary>An object that can be fetched again by its ID with `node` or `nodes`.</summary>
[GraphInterface("Node")]
public interface INode
{
    /// <summary>
    /// The opaque global ID. Use it with `node`, and wherever an input takes the ID of such an object.
    /// </summary>
    ITypedId Id { get; }
}
