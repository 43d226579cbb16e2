using Graph.Api.Server.Conventions;
using Graph.Domain.Shared;

namespace Graph.Api.Users;

/// <summary>A side of a payment, or the actor of an activity: a person, a merchant, a fund or a bank.</summary>
[GraphInterface("Party")]
public interface IParty
{
    /// <summary>The opaque global ID.</summary>
    ITypedId Id { get; }

    /// <summary>The name to show.</summary>
    string DisplayName { get; }

    /// <summary>The https address of a picture; null when there is none.</summary>
    string? AvatarUrl { get; }
}
