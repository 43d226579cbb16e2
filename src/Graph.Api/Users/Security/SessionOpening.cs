using Graph.Api.Auth;
using Graph.Api.Server.Authorization;
using Graph.Domain.Users.Security;

namespace Graph.Api.Users.Security;

/// <summary>Makes the rest of a request run as the user whose session it opened.</summary>
public sealed class SessionOpening(AccessTokens tokens, CallerReader reader, Caller caller)
{
    public async Task<SessionOpened> BecomeAsync(SignedIn opened)
    {
        var made = TokensOf(opened, tokens);
        var user = await reader.FindAsync(opened.Session, CancellationToken.None)
            ?? throw new InvalidOperationException("A session that was just opened is gone.");
        caller.Become(user, opened.Session, made.ExpiresAt);
        return new SessionOpened(made);
    }

    private static AuthTokens TokensOf(SignedIn signedIn, AccessTokens tokens)
    {
        var (token, expiresAt) = tokens.Issue(signedIn.User, signedIn.Session);
        return new AuthTokens(token, signedIn.RefreshToken, signedIn.DeviceToken, expiresAt);
    }
}
