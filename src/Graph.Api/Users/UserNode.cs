using Graph.Api.Server.Authorization;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Relay;
using Graph.Api.Users.Announcements;
using Graph.Domain.Shared;
using Graph.Domain.Users.RealNames;

namespace Graph.Api.Users;

/// <summary>A person, as others see them. The viewer's own private data is in `viewer`.</summary>
[Authenticated]
public sealed class UserNode(UserProfile user, string? formerName = null) : INode, IParty, IActivitySubject
{
    internal UserProfile Entity => user;

    /// <summary>The opaque global ID. Use it with `node`, and wherever an input takes the ID of a user.</summary>
    [SameForAll]
    public ITypedId Id => user.Id;

    /// <summary>The unique name by which others find this person: lower-case letters, digits and `_`.</summary>
    [SameForAll]
    public string Handle => user.Handle;

    /// <summary>
    /// The name to show, as this person chose it. After a block, payments and communities that both share show the
    /// name at the time of the block.
    /// </summary>
    [SameForAll]
    public string DisplayName => formerName ?? user.DisplayName;

    /// <summary>The https address of this person's picture; null when there is none, or after a block.</summary>
    [SameForAll]
    public string? AvatarUrl => formerName is null ? user.AvatarUrl : null;

    /// <summary>
    /// A text that this person wrote about themselves, at most 300 characters; null when there is none, or
    /// after a block.
    /// </summary>
    public string? Bio => formerName is null ? user.Bio : null;

    /// <summary>
    /// How far this person's identity has been verified; see RealNameLevel. It is NONE after a block.
    /// </summary>
    public RealNameLevel RealNameLevel => formerName is null ? user.Level : RealNameLevel.None;

    /// <summary>The time at which this person signed up, in UTC.</summary>
    [SameForAll]
    public DateTime JoinedAt => user.JoinedAt;
}
