using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Domain.Persistence;
using Graph.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Users;

[QueryFields]
public sealed class UserQueries
{
    /// <summary>
    /// Whoever is signed in; null when nobody is. Everything private hangs off the viewer; what hangs off User is what
    /// others may see.
    /// </summary>
    [AnswersNull]
    public static ViewerNode? Viewer(Caller caller) => caller.User is { } user ? new ViewerNode(user) : null;

    /// <summary>A person by handle; null when there is none whom the caller may see.</summary>
    /// <param name="handle">The unique name; capitals and a leading @ do not matter.</param>
    public static async Task<UserNode?> User(GraphDb db, string handle, CancellationToken cancellationToken)
    {
        var wanted = UserNames.NormalizeHandle(handle);
        var user = await db.Users.SingleOrDefaultAsync(u => u.Handle == wanted, cancellationToken);
        return user is null ? null : new UserNode(user);
    }
}
