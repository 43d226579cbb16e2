using Graph.Api.Server.Authorization;
using Graph.Api.Server.Relay;
using Graph.Api.Users.Announcements;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;

namespace Graph.Api.Users;

/// <summary>A person, as others see them. What is private hangs off `viewer`.</summary>
[Authenticated]
public sealed class UserNode(User user) : INode, IParty, IActivitySubject
{
    internal User Entity => user;

    /// <summary>Opaque and global: give it to `node`, or wherever the ID of a user is asked for.</summary>
    public ITypedId Id => user.Id;

    /// <summary>The unique name by which others find this person; small letters, digits and _.</summary>
    public string Handle => user.Handle;

    /// <summary>The name to show, as this person chose it.</summary>
    public string DisplayName => user.DisplayName;

    /// <summary>The https address of a picture, if there is one.</summary>
    public string? AvatarUrl => user.AvatarUrl;

    /// <summary>What this person says about themselves, at most 300 characters.</summary>
    public string? Bio => user.Bio;

    /// <summary>How well this person is known; see RealNameLevel.</summary>
    public RealNameLevel RealNameLevel => user.Level;

    /// <summary>When this person signed up.</summary>
    public DateTime JoinedAt => user.JoinedAt;
}
