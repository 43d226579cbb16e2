using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Relay;
using Graph.Domain.Friendships;
using Graph.Domain.Persistence;
using Graph.Domain.Users.Accounts;
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
    public static async Task<UserNode?> User(GraphDb db, Caller caller, string handle, CancellationToken cancellationToken)
    {
        var wanted = UserNames.NormalizeHandle(handle);
        var user = await db.UsersFor(caller.Viewer).SingleOrDefaultAsync(u => u.Handle == wanted, cancellationToken);
        return user is null ? null : new UserNode(user);
    }

    private static readonly Keyset<User> ByHandle = new Keyset<User>("users").By(u => u.Handle);

    /// <summary>
    /// People whose handle or display name begins like this, by handle; or whose phone number is exactly this, where they
    /// let themselves be found by it. Who keeps asking for numbers that find nobody has to wait (RATE_LIMITED).
    /// </summary>
    /// <param name="search">1 to 40 characters; capitals and a leading @ do not matter.</param>
    [Authenticated]
    public static async Task<Connection<UserNode>?> Users(
        GraphDb db,
        PeopleSearch people,
        Caller caller,
        string search,
        PageArguments page,
        CancellationToken cancellationToken)
    {
        var found = UserNames.NormalizePhone(search) is { } phone
            ? await people.FindByPhoneAsync(caller.Viewer, phone, caller.Origin, cancellationToken) is { } id
                ? db.Set<User>().Where(u => u.Id == id)
                : db.Set<User>().Where(_ => false)
            : PeopleSearch.Find(db, caller.Viewer, PeopleSearch.Normalize(search));
        return await ByHandle.PageAsync(found, page, user => new UserNode(user), cancellationToken);
    }
}
