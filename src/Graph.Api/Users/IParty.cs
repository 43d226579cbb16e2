using Graph.Api.Server.Conventions;
using Graph.Api.Server.Documents;
using Graph.Domain.Shared;

namespace Graph.Api.Users;

/// <summary>A side of a payment, or the actor of an activity: a person, a merchant, a fund or a bank.</summary>
[GraphInterface("Party")]
public interface IParty
{
    /// <summary>The opaque global ID.</summary>
    [SameForAll]
    ITypedId Id { get; }

    /// <summary>The name to show.</summary>
    [SameForAll]
    string DisplayName { get; }

    /// <summary>The https address of a picture; null when there is none.</summary>
    [SameForAll]
    string? AvatarUrl { get; }
}
