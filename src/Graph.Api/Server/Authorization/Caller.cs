using Graph.Api.Server.Errors;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;

namespace Graph.Api.Server.Authorization;

/// <summary>
/// The caller of a request, message or event. It is a scoped object, which is set once in each scope.
/// </summary>
public sealed class Caller(TimeProvider clock)
{
    public User? User { get; private set; }

    public SessionId? Session { get; private set; }

    public DateTime? ExpiresAt { get; private set; }

    public Origin Origin { get; set; } = new(null, null);

    /// <summary>An ID that no user has.</summary>
    public static UserId Nobody { get; } = new(Guid.Empty);

    public UserId? Id => User?.Id;

    /// <summary>
    /// The ID of the viewer for queries; <see cref="Nobody"/> for a caller who is not signed in, who therefore has no friends, has
    /// blocked nobody and works for no business.
    /// </summary>
    public UserId IdOrNobody => User?.Id ?? Nobody;

    /// <summary>
    /// The ID of the viewer, for resolvers behind @authenticated. There a caller is always signed in.
    /// </summary>
    public UserId Viewer => User?.Id ?? throw GraphError.Unauthenticated();

    public RealNameLevel Level => User?.Level ?? RealNameLevel.None;

    public IReadOnlyList<Role> Roles => User?.Roles ?? [];

    /// <summary>Whether the caller is an operator, who looks after everybody's payments, and may act as one now.</summary>
    public bool IsOperator => User?.IsOperatorAt(clock.UtcNow()) ?? false;

    /// <summary>
    /// Whether the scope is that of an event of a stream, which others may hear at the same moment. Then it pays to read for all of
    /// them together.
    /// </summary>
    public bool IsListener { get; private set; }

    public void Become(User user, SessionId session, DateTime expiresAt)
    {
        User = user;
        Session = session;
        ExpiresAt = expiresAt;
    }

    public void Become(Caller other)
    {
        User = other.User;
        Session = other.Session;
        ExpiresAt = other.ExpiresAt;
        Origin = other.Origin;
    }

    /// <summary>Becomes the caller who opened a stream, for one of its events.</summary>
    public void Hear(Caller opener)
    {
        Become(opener);
        IsListener = true;
    }

    /// <summary>
    /// Replaces the account after a mutation changed it, so that the rest of the request sees the change.
    /// </summary>
    public void Refresh(User user) => User = user;
}
