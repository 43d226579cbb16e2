using Graph.Api.Auth;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Errors;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Phones;
using Graph.Domain.Users.Security;

namespace Graph.Api.Users.Security;

/// <summary>The phone of a new account.</summary>
/// <param name="Phone">A mobile number of mainland China: eleven digits, with or without +86.</param>
public sealed record RequestSignUpCodeInput(string Phone);

/// <summary>The data of a new account.</summary>
/// <param name="Phone">A mobile number of mainland China: eleven digits, with or without +86.</param>
/// <param name="Challenge">The `challenge` that `requestSignUpCode` returned for this phone.</param>
/// <param name="PhoneCode">The code that was sent to the phone.</param>
/// <param name="Password">
/// 8 to 128 characters, with at least one letter and one character that is not a letter.
/// </param>
/// <param name="DisplayName">The name to show to others, 1 to 40 characters.</param>
/// <param name="Handle">
/// The unique name: 3 to 30 characters. Lower-case letters, digits and `_` are allowed; the first character is a
/// letter.
/// </param>
public sealed record SignUpInput(
    string Phone, PhoneChallengeId Challenge, string PhoneCode, string Password, string DisplayName, string Handle);

/// <summary>The credentials of an account.</summary>
/// <param name="Phone">The phone number of the account, with or without +86.</param>
/// <param name="Password">The password of the account.</param>
/// <param name="DeviceToken">
/// The `deviceToken` of an earlier sign-in on this device. With it, wrong passwords of strangers never keep the owner
/// out here.
/// </param>
public sealed record SignInInput(string Phone, string Password, string? DeviceToken);

/// <summary>The token that renews a session.</summary>
/// <param name="RefreshToken">
/// The latest refresh token of the session. For 10 seconds after its use it answers with the same new token again.
/// </param>
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
/// <param name="RefreshToken">
/// Valid for 30 days and for one use. Using it again after 10 seconds, or after the new token was used, ends the session.
/// </param>
/// <param name="DeviceToken">
/// Makes this a known device: keep it when the session ends, and send it with the next `signIn`. It opens nothing by
/// itself. Null when the session was only renewed.
/// </param>
/// <param name="ExpiresAt">The time at which the access token expires, in UTC.</param>
public sealed record AuthTokens(string AccessToken, string RefreshToken, string? DeviceToken, DateTime ExpiresAt);

/// <param name="Challenge">Send it back together with the code. Each challenge allows five tries.</param>
/// <param name="ExpiresAt">The time at which the code expires, in UTC.</param>
public sealed record PhoneCodeSent(PhoneChallengeId Challenge, DateTime ExpiresAt)
{
    internal static PhoneCodeSent Of(SentCode sent) => new(sent.Challenge, sent.ExpiresAt);
}

/// <param name="Tokens">The tokens of the new session, for the client to keep.</param>
public sealed record SessionOpened(AuthTokens Tokens);

/// <param name="Tokens">The new tokens of the session. They replace the old ones.</param>
public sealed record SessionRefreshed(AuthTokens Tokens);

/// <param name="Session">The session, which has ended now.</param>
public sealed record SessionClosed(SessionNode Session);

[MutationFields]
public sealed class SessionMutations
{
    /// <summary>
    /// Sends a one-time code to the phone of a new account. The code is valid for five minutes. At most ten codes a
    /// day are sent to a number, and thirty to all numbers from one network; then RATE_LIMITED says when to try again.
    /// Send it as the only root field of the operation.
    /// </summary>
    [Alone]
    [Errors(typeof(ValidationError), typeof(VerifierUnavailableError))]
    public static async Task<PhoneCodeSent> RequestSignUpCode(
        SignUps signUps, Accounts accounts, Caller caller, RequestSignUpCodeInput input, CancellationToken cancellationToken)
    {
        accounts.RequireBuiltIn();
        return PhoneCodeSent.Of(await signUps.RequestCodeAsync(input.Phone, caller.Origin, cancellationToken));
    }

    /// <summary>
    /// Opens an account and signs in. It takes a code to the phone, which `requestSignUpCode` sends; the code is also
    /// the account's PHONE evidence. The fields of the payload are resolved for the new viewer. Calling it again with
    /// the same code fails, because a code is used once. Send it as the only root field of the operation.
    /// </summary>
    [Alone]
    [Errors(typeof(ValidationError), typeof(HandleTakenError), typeof(PhoneTakenError))]
    public static async Task<SessionOpened> SignUp(
        SignUps signUps,
        Accounts accounts,
        SessionOpening opening,
        Caller caller,
        SignUpInput input)
    {
        accounts.RequireBuiltIn();
        var opened = await signUps.SignUpAsync(
            new SignUp(input.Phone, input.Challenge, input.PhoneCode, input.Password, input.DisplayName, input.Handle), caller.Origin);
        return await opening.BecomeAsync(opened);
    }

    /// <summary>
    /// Signs in with phone number and password. Each call opens another session. The fields of the payload are
    /// resolved for the new viewer. Send it as the only root field of the operation.
    /// </summary>
    [Alone]
    [Errors(typeof(ValidationError), typeof(InvalidCredentialsError))]
    public static async Task<SessionOpened> SignIn(
        SignIns signIns,
        Accounts accounts,
        SessionOpening opening,
        Caller caller,
        SignInInput input,
        CancellationToken cancellationToken)
    {
        accounts.RequireBuiltIn();
        var opened = await signIns.SignInAsync(
            new SignIn(input.Phone, input.Password, input.DeviceToken), caller.Origin, cancellationToken);
        return await opening.BecomeAsync(opened);
    }

    /// <summary>
    /// Exchanges a refresh token for new tokens. Calling it again with the same refresh token within 10 seconds returns
    /// the same tokens, for two tabs or after a lost answer; later it ends the session. The fields of the payload are
    /// resolved for the session's owner. Send it without the header `Authorization`, because an expired access token
    /// there would be refused first.
    /// </summary>
    [Errors(typeof(InvalidRefreshTokenError))]
    public static async Task<SessionRefreshed> RefreshSession(
        Sessions sessions, Accounts accounts, SessionOpening opening, RefreshSessionInput input)
    {
        accounts.RequireBuiltIn();
        var renewed = await sessions.RefreshAsync(input.RefreshToken);
        return new SessionRefreshed((await opening.BecomeAsync(renewed)).Tokens);
    }

    /// <summary>
    /// Ends a session of the viewer and its live streams: at once on this server, within a second on all others. Ending a
    /// session that has already ended changes nothing.
    /// </summary>
    [Authenticated]
    [Errors(typeof(NotFoundError))]
    public static async Task<SessionClosed> SignOut(
        Sessions sessions, UserLoaders users, Caller caller, SignOutInput input)
    {
        var closed = await sessions.SignOutAsync(
            caller.Viewer, input.Session ?? caller.Session!.Value, caller.Session!.Value);
        return new SessionClosed((await users.Sessions.LoadAsync(closed, CancellationToken.None))!);
    }
}
