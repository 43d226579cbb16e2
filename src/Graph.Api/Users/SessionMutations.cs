using Graph.Api.Auth;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Errors;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;

namespace Graph.Api.Users;

/// <summary>The data of a new account.</summary>
/// <param name="Phone">A mobile number of mainland China: eleven digits, with or without +86.</param>
/// <param name="Password">
/// 8 to 128 characters, with at least one letter and one character that is not a letter.
/// </param>
/// <param name="DisplayName">The name to show to others, 1 to 40 characters.</param>
/// <param name="Handle">
/// The unique name: 3 to 30 characters. Lower-case letters, digits and `_` are allowed; the first character is a
/// letter.
/// </param>
public sealed record SignUpInput(string Phone, string Password, string DisplayName, string Handle);

/// <summary>The credentials of an account.</summary>
/// <param name="Phone">The phone number of the account, with or without +86.</param>
/// <param name="Password">The password of the account.</param>
public sealed record SignInInput(string Phone, string Password);

/// <summary>The token that renews a session.</summary>
/// <param name="RefreshToken">The latest refresh token of the session. Each refresh token can be used once.</param>
public sealed record RefreshSessionInput(string RefreshToken);

/// <summary>The session to end.</summary>
/// <param name="Session">
/// The ID of one of the viewer's sessions, from `viewer.security.sessions`. When it is left out, the current session
/// ends.
/// </param>
public sealed record SignOutInput(SessionId? Session);

/// <summary>
/// The tokens of a session, for the client to keep. Send the access token with every request; use the refresh token to
/// get new tokens.
/// </summary>
/// <param name="AccessToken">Send it in the header `Authorization: Bearer …`. It is valid for 15 minutes.</param>
/// <param name="RefreshToken">Valid for 30 days and for one use. Using it a second time ends the session.</param>
/// <param name="ExpiresAt">The time at which the access token expires, in UTC.</param>
public sealed record AuthTokens(string AccessToken, string RefreshToken, DateTime ExpiresAt);

/// <param name="Viewer">The account that is signed in now, as its owner sees it.</param>
/// <param name="Tokens">The tokens of the new session, for the client to keep.</param>
public sealed record SessionOpened(ViewerNode Viewer, AuthTokens Tokens);

/// <param name="Tokens">The new tokens of the session. They replace the old ones.</param>
public sealed record SessionRefreshed(AuthTokens Tokens);

/// <param name="Session">The session, which has ended now.</param>
public sealed record SessionClosed(SessionNode Session);

[MutationFields]
public sealed class SessionMutations
{
    /// <summary>
    /// Opens an account and signs in. The fields of the payload are resolved for the new viewer. Calling it again with
    /// the same phone number fails with PhoneTakenError. Send it as the only root field of the operation.
    /// </summary>
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

    /// <summary>
    /// Signs in with phone number and password. Each call opens another session. The fields of the payload are
    /// resolved for the new viewer. Send it as the only root field of the operation.
    /// </summary>
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
    /// Exchanges a refresh token for new tokens. Calling it again with the same refresh token ends the session, so let
    /// one browser tab refresh for all tabs. Send it without the header `Authorization`, because an expired access
    /// token there would be refused first.
    /// </summary>
    [Errors(typeof(InvalidRefreshTokenError))]
    public static async Task<SessionRefreshed> RefreshSession(
        Sessions sessions, Accounts accounts, AccessTokens tokens, RefreshSessionInput input)
    {
        accounts.RequireBuiltIn();
        var renewed = await sessions.RefreshAsync(input.RefreshToken);
        return new SessionRefreshed(TokensOf(renewed, tokens));
    }

    /// <summary>
    /// Ends a session of the viewer and its live streams at once, on all servers. Ending a session that has already
    /// ended changes nothing.
    /// </summary>
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
