using Graph.Api.Server.Conventions;
using Graph.Domain.Shared;

namespace Graph.Api.Server.Relay;

/// <summary>Anything that can be fetched again by its id.</summary>
[GraphInterface("Node")]
public interface INode
{
    /// <summary>Opaque and global: give it to `node`, or wherever an ID of this type is asked for.</summary>
    ITypedId Id { get; }
}
