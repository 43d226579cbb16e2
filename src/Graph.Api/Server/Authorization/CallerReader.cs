using System.Data.Common;
using Graph.Domain.Persistence;
using Graph.Domain.Persistence.UnitsOfWork;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;
using Microsoft.EntityFrameworkCore;

namespace Graph.Api.Server.Authorization;

/// <summary>
/// Finds the caller of a request. The token names a session, and the database says whether that session is still open.
/// </summary>
public sealed class CallerReader(GraphDb own, Units units, Caller caller, ITokenReader tokens)
{
    private const string Bearer = "Bearer ";

    private static readonly PerModel<Func<GraphDb, SessionId, CancellationToken, Task<User?>>> UserOfSession = new(() => EF.CompileAsyncQuery(
        (GraphDb db, SessionId id, CancellationToken cancellationToken) => (
            from session in db.Set<Session>()
            join user in db.Set<User>() on session.UserId equals user.Id
            where session.Id == id && session.EndedAt == null && user.ClosedAt == null
            select user).FirstOrDefault()));

    /// <summary>The owner of a session; null when the session is not open.</summary>
    public static Task<User?> FindAsync(GraphDb db, SessionId session, CancellationToken cancellationToken) =>
        UserOfSession.For(db)(db, session, cancellationToken);

    /// <summary>
    /// The owner of a session; null when the session is not open. It opens a database context of its own.
    /// </summary>
    public Task<User?> FindAsync(SessionId session, CancellationToken cancellationToken) =>
        units.ReadAsync(db => FindAsync(db, session, cancellationToken));

    /// <summary>
    /// Looks with the request's own context, which the resolvers use afterwards. If the database fails, it looks again with
    /// contexts and pauses of its own.
    /// </summary>
    private async Task<User?> FindWithOwnAsync(SessionId session, CancellationToken cancellationToken)
    {
        try
        {
            return await FindAsync(own, session, cancellationToken);
        }
        catch (Exception failure) when (failure is DbException or InvalidOperationException && !cancellationToken.IsCancellationRequested)
        {
            return await FindAsync(session, cancellationToken);
        }
    }

    /// <summary>
    /// Reads the header `Authorization` of a request. Without that header, the caller stays anonymous, and no database context is
    /// taken from the pool.
    /// </summary>
    public static Task SignInAsync(IServiceProvider services, HttpContext http)
    {
        services.GetRequiredService<Caller>().Origin = OriginOf(http);
        var authorization = http.Request.Headers.Authorization;
        return authorization.Count == 0
            ? Task.CompletedTask
            : services.GetRequiredService<CallerReader>().SignInAsync(authorization.ToString(), http.RequestAborted);
    }

    /// <exception cref="InvalidTokenException">There is a token, but it is not valid.</exception>
    public async Task SignInAsync(string? authorization, CancellationToken cancellationToken)
    {
        // The IDE begins with a header that holds the scheme and no token yet.
        if (string.IsNullOrWhiteSpace(authorization)
            || authorization.AsSpan().Trim().Equals(Bearer.AsSpan().Trim(), StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        if (!authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidTokenException();
        }

        var claims = await tokens.ReadAsync(authorization[Bearer.Length..].Trim(), caller.Origin);
        var user = await FindWithOwnAsync(claims.Session, cancellationToken) ?? throw new InvalidTokenException();
        caller.Become(user, claims.Session, claims.ExpiresAt);
        caller.Origin = caller.Origin with { AuthenticatedAt = claims.AuthenticatedAt };
    }

    public static Origin OriginOf(HttpContext http) => new(
        http.Connection.RemoteIpAddress?.ToString(),
        http.Request.Headers.UserAgent.ToString() is { Length: > 0 } agent ? agent : null);
}
