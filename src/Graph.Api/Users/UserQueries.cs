using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Relay;
using Graph.Domain.Friendships;
using Graph.Domain.Friendships.Finding;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Shared.Texts;
using Graph.Domain.Users.Accounts;

namespace Graph.Api.Users;

[QueryFields]
public sealed class UserQueries
{
    /// <summary>
    /// The person who is signed in; null when nobody is. The viewer's private data is here; a User shows only what
    /// others may see.
    /// </summary>
    [AnswersNull]
    public static ViewerNode? Viewer(Caller caller) => caller.User is { } user ? new ViewerNode(user) : null;

    /// <summary>
    /// The person with this handle; null when there is no such person, or when the viewer may not see them.
    /// </summary>
    /// <param name="handle">The unique name. Upper and lower case do not matter, and a leading @ is ignored.</param>
    public static async Task<UserNode?> User(GraphDb db, Caller caller, string handle, CancellationToken cancellationToken)
    {
        var wanted = Pasted.Handle(handle);
        return await OfHandle.FirstAsync(db, (caller.Viewer, wanted), cancellationToken) is { } user ? new UserNode(user) : null;
    }

    private static readonly KeptQuery<(UserId Viewer, string Handle), UserProfile> OfHandle = new((db, of) =>
        db.UsersFor(of.Viewer).Where(u => u.Handle == of.Handle).Select(u => UserProfile.Of(u)));

    private static readonly Keyset<UserProfile> ByHandle = new Keyset<UserProfile>("users").By(u => u.Handle);

    private static readonly KeptList<(UserId Viewer, string First, string Last), UserProfile> Searched = new(ByHandle, (db, of) =>
        PeopleSearch.Find(db, of.Viewer, of.First, of.Last).Select(u => UserProfile.Of(u)));

    private static readonly KeptList<UserId, UserProfile> Only = new(ByHandle, (db, id) =>
        db.Set<User>().Where(u => u.Id == id).Select(u => UserProfile.Of(u)));

    /// <summary>
    /// Finds people by the beginning of their handle or display name, in the order of their handles. If the text is a
    /// whole phone number, it finds the person with that number, if they allow it. A viewer who searches for many
    /// phone numbers that find nobody has to wait (RATE_LIMITED).
    /// </summary>
    /// <param name="search">
    /// The text to search for, 1 to 40 characters. Upper and lower case do not matter, and a leading @ is ignored.
    /// </param>
    [Authenticated]
    public static async Task<Connection<UserNode>?> Users(
        GraphDb db,
        PeopleSearch people,
        Caller caller,
        string search,
        PageArguments page,
        CancellationToken cancellationToken)
    {
        if (Pasted.Phone(search) is { } phone)
        {
            var id = await people.FindByPhoneAsync(caller.Viewer, phone, caller.Origin, cancellationToken) ?? Caller.Nobody;
            return await Only.PageAsync(db, id, page, user => new UserNode(user), cancellationToken);
        }

        var (first, last) = PeopleSearch.RangeOf(db, search);
        return await Searched.PageAsync(db, (caller.Viewer, first, last), page, user => new UserNode(user), cancellationToken);
    }
}
