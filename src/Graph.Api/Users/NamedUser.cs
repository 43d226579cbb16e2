using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Users;

/// <summary>A person who is named in an object that the viewer may see already, even across a block.</summary>
internal sealed class NamedUser
{
    public required UserProfile User { get; init; }

    /// <summary>The name at the time when the viewer and the person were blocked from each other; null without a block.</summary>
    public required string? FormerName { get; init; }

    public UserNode Node => new(User, FormerName);
}

/// <summary>People by the names under which a viewer may see them.</summary>
internal static class NamedUsers
{
    /// <summary>
    /// Everybody, as the viewer may see them in an object that names them. Across a block, the name is that of the time
    /// of the block, and nothing shows that was changed later.
    /// </summary>
    public static IQueryable<NamedUser> NamedFor(this GraphDb db, UserId viewer) =>
        from user in db.Set<User>()
        select new NamedUser
        {
            User = UserProfile.Of(user),
            FormerName = db.Set<Block>()
                .Where(b => b.OwnerId == viewer && b.OtherId == user.Id)
                .Select(b => b.OtherName)
                .FirstOrDefault(),
        };
}
