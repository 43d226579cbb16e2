using Graph.Api.Auth;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Errors;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;

namespace Graph.Api.Users;

/// <summary>How somebody joins.</summary>
/// <param name="Phone">A mainland mobile number: eleven digits, with or without +86.</param>
/// <param name="Password">8 to 128 characters, at least one letter and one that is none.</param>
/// <param name="DisplayName">The name to show, 1 to 40 characters.</param>
/// <param name="Handle">The unique name: 3 to 30 small letters, digits and _, beginning with a letter.</param>
public sealed record SignUpInput(string Phone, string Password, string DisplayName, string Handle);

/// <summary>How somebody comes back.</summary>
/// <param name="Phone">The phone number of the account.</param>
/// <param name="Password">Its password.</param>
public sealed record SignInInput(string Phone, string Password);

/// <summary>How a session goes on.</summary>
/// <param name="RefreshToken">The latest refresh token; each is good for one use.</param>
public sealed record RefreshSessionInput(string RefreshToken);

/// <summary>Which session ends.</summary>
/// <param name="Session">The id of one of the viewer's sessions; out of `viewer.security.sessions`; the current one when left out.</param>
public sealed record SignOutInput(SessionId? Session);

/// <summary>What a client keeps: the access token goes into every request, the refresh token renews it.</summary>
/// <param name="AccessToken">For `Authorization: Bearer …`; good for 15 minutes.</param>
/// <param name="RefreshToken">Good for one use, within 30 days. A second use ends the session.</param>
/// <param name="ExpiresAt">When the access token ends, in UTC.</param>
public sealed record AuthTokens(string AccessToken, string RefreshToken, DateTime ExpiresAt);

/// <param name="Viewer">The account, as its owner sees it.</param>
/// <param name="Tokens">What to keep.</param>
public sealed record SessionOpened(ViewerNode Viewer, AuthTokens Tokens);

/// <param name="Tokens">What to keep; the old ones are used up.</param>
public sealed record SessionRefreshed(AuthTokens Tokens);

/// <param name="Session">The session that has ended.</param>
public sealed record SessionClosed(SessionNode Session);

[MutationFields]
public sealed class SessionMutations
{
    /// <summary>Opens an account and signs in. The rest of the payload is resolved as the new viewer. Comes alone.</summary>
    [Alone]
    [Errors(typeof(ValidationError), typeof(HandleTakenError), typeof(PhoneTakenError))]
    public static async Task<SessionOpened> SignUp(
        Sessions sessions,
        Accounts accounts,
        AccessTokens tokens,
        CallerReader reader,
        Caller caller,
        SignUpInput input,
        CancellationToken cancellationToken)
    {
        accounts.RequireBuiltIn();
        var opened = await sessions.SignUpAsync(
            new SignUp(input.Phone, input.Password, input.DisplayName, input.Handle), caller.Origin);
        return await BecomeAsync(opened, tokens, reader, caller, cancellationToken);
    }

    /// <summary>Opens a session. The rest of the payload is resolved as the new viewer. Comes alone.</summary>
    [Alone]
    [Errors(typeof(InvalidCredentialsError))]
    public static async Task<SessionOpened> SignIn(
        Sessions sessions,
        Accounts accounts,
        AccessTokens tokens,
        CallerReader reader,
        Caller caller,
        SignInInput input,
        CancellationToken cancellationToken)
    {
        accounts.RequireBuiltIn();
        var opened = await sessions.SignInAsync(new SignIn(input.Phone, input.Password), caller.Origin, cancellationToken);
        return await BecomeAsync(opened, tokens, reader, caller, cancellationToken);
    }

    /// <summary>
    /// Exchanges a refresh token for new tokens. A token that was used before ends its session, so let one tab refresh for
    /// all. Send it without Authorization: an access token that has expired would be refused first.
    /// </summary>
    [Errors(typeof(InvalidRefreshTokenError))]
    public static async Task<SessionRefreshed> RefreshSession(
        Sessions sessions, Accounts accounts, AccessTokens tokens, RefreshSessionInput input)
    {
        accounts.RequireBuiltIn();
        var renewed = await sessions.RefreshAsync(input.RefreshToken);
        return new SessionRefreshed(TokensOf(renewed, tokens));
    }

    /// <summary>Ends a session at once, on all nodes, with its live streams.</summary>
    [Authenticated]
    [Errors(typeof(NotFoundError))]
    public static async Task<SessionClosed> SignOut(
        Sessions sessions, UserLoaders users, Caller caller, SignOutInput input, CancellationToken cancellationToken)
    {
        var closed = await sessions.SignOutAsync(
            caller.Viewer, input.Session ?? caller.Session!.Value, caller.Session!.Value);
        return new SessionClosed((await users.Sessions.LoadAsync(closed, cancellationToken))!);
    }

    private static async Task<SessionOpened> BecomeAsync(
        SignedIn opened, AccessTokens tokens, CallerReader reader, Caller caller, CancellationToken cancellationToken)
    {
        var made = TokensOf(opened, tokens);
        var user = await reader.FindAsync(opened.Session, cancellationToken)
            ?? throw new InvalidOperationException("A session that was just opened is gone.");
        caller.Become(user, opened.Session, made.ExpiresAt);
        return new SessionOpened(new ViewerNode(user), made);
    }

    private static AuthTokens TokensOf(SignedIn signedIn, AccessTokens tokens)
    {
        var (token, expiresAt) = tokens.Issue(signedIn.User, signedIn.Session);
        return new AuthTokens(token, signedIn.RefreshToken, expiresAt);
    }
}
