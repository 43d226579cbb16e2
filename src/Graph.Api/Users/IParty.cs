using Graph.Api.Server.Conventions;

namespace Graph.Api.Users;

/// <summary>Who can stand at either end of money or activity.</summary>
[GraphInterface("Party")]
public interface IParty
{
    /// <summary>The name to show.</summary>
    string DisplayName { get; }

    /// <summary>The https address of a picture, if there is one.</summary>
    string? AvatarUrl { get; }
}
