using Graph.Api.Server.Errors;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;
using Graph.Domain.Users.Security;

namespace Graph.Api.Server.Authorization;

/// <summary>Who is asking: one small scoped object, set once for each request, message or event.</summary>
public sealed class Caller
{
    public User? User { get; private set; }

    public SessionId? Session { get; private set; }

    public DateTime? ExpiresAt { get; private set; }

    public Origin Origin { get; set; } = new(null, null);

    public UserId? Id => User?.Id;

    /// <summary>For resolvers behind @authenticated, where there is always somebody.</summary>
    public UserId Viewer => User?.Id ?? throw GraphError.Unauthenticated();

    public RealNameLevel Level => User?.Level ?? RealNameLevel.None;

    public IReadOnlyList<Role> Roles => User?.Roles ?? [];

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

    /// <summary>What the caller did changed the account: the rest of the request sees it as it is now.</summary>
    public void Refresh(User user) => User = user;
}
