using Graph.Api.Auth;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Errors;
using Graph.Api.Users.Security;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Passkeys;
using Graph.Domain.Users.Security;

namespace Graph.Api.Users.Passkeys;

[MutationFields]
public sealed class PasskeyMutations
{
    /// <summary>
    /// Begins to add a passkey. The browser makes it from `publicKey`, and `addPasskey` takes it. Not possible while
    /// the account is frozen, or for 24 hours after a reset of the password or a change of the phone. Each call makes
    /// another challenge. Send it as the only root field of the operation.
    /// </summary>
    [Authenticated]
    [Alone]
    [Errors(
        typeof(ValidationError),
        typeof(WrongPasswordError),
        typeof(AccountFrozenError),
        typeof(AccountRestrictedError),
        typeof(PasskeyLimitReachedError))]
    public static async Task<PasskeyRequested> RequestPasskeyRegistration(
        Domain.Users.Passkeys.Passkeys passkeys,
        PasskeySettings settings,
        Caller caller,
        RequestPasskeyRegistrationInput input)
    {
        settings.RequireConfigured();
        return PasskeyRequested.Of(await passkeys.RequestAsync(caller.Viewer, input.Password, caller.Origin));
    }

    /// <summary>
    /// Adds a passkey to the viewer's account. The owner is told. Calling it again with the same input fails with
    /// PasskeyRefusedError, because a challenge is used once.
    /// </summary>
    [Authenticated]
    [Errors(
        typeof(ValidationError),
        typeof(PasskeyRefusedError),
        typeof(AccountFrozenError),
        typeof(AccountRestrictedError),
        typeof(PasskeyLimitReachedError))]
    public static async Task<PasskeyChanged> AddPasskey(
        Domain.Users.Passkeys.Passkeys passkeys,
        PasskeySettings settings,
        UserLoaders users,
        Caller caller,
        AddPasskeyInput input)
    {
        settings.RequireConfigured();
        var added = await passkeys.AddAsync(caller.Viewer, input.Challenge, input.Credential, input.Name);
        return new PasskeyChanged((await users.Passkeys.LoadAsync(added, CancellationToken.None))!);
    }

    /// <summary>
    /// Changes what the viewer calls a passkey. Calling it again with the same input changes nothing.
    /// </summary>
    [Authenticated]
    [Errors(typeof(ValidationError), typeof(NotFoundError))]
    public static async Task<PasskeyChanged> RenamePasskey(
        Domain.Users.Passkeys.Passkeys passkeys,
        UserLoaders users,
        Caller caller,
        RenamePasskeyInput input)
    {
        var renamed = await passkeys.RenameAsync(caller.Viewer, input.Passkey, input.Name);
        return new PasskeyChanged((await users.Passkeys.LoadAsync(renamed, CancellationToken.None))!);
    }

    /// <summary>
    /// Removes a passkey of the viewer: it opens and confirms nothing any more. Sessions that it opened stay; end them
    /// with `signOut`. The owner is told. For 24 hours after a reset of the password or a change of the phone, a passkey
    /// that was there a day before takes `paymentPin` too, if the viewer has one. Send it as the only root field of the operation.
    /// </summary>
    [Authenticated]
    [Alone]
    [Errors(
        typeof(ValidationError),
        typeof(NotFoundError),
        typeof(WrongPasswordError),
        typeof(PaymentPinRequiredError),
        typeof(WrongPaymentPinError),
        typeof(AccountRestrictedError))]
    public static async Task<ViewerChanged> RemovePasskey(
        Domain.Users.Passkeys.Passkeys passkeys,
        UserLoaders users,
        Caller caller,
        RemovePasskeyInput input)
    {
        await passkeys.RemoveAsync(caller.Viewer, input.Passkey, input.Password, input.PaymentPin, caller.Origin);
        return await ViewerChanged.ShownAsync(users);
    }

    /// <summary>
    /// Begins a sign-in by passkey. No phone is needed: the browser shows its user the accounts that it has passkeys
    /// for. Sixty a minute are accepted from one network, then RATE_LIMITED says when to try again. Send it as the only root
    /// field of the operation.
    /// </summary>
    [Alone]
    [Errors(typeof(ValidationError))]
    public static async Task<PasskeyRequested> RequestPasskeySignIn(
        PasskeySignIns signIns,
        PasskeySettings settings,
        Accounts accounts,
        Caller caller,
        RequestPasskeySignInInput input)
    {
        accounts.RequireBuiltIn();
        settings.RequireConfigured();
        return PasskeyRequested.Of(await signIns.RequestAsync(input.DeviceToken, caller.Origin));
    }

    /// <summary>
    /// Signs in with a passkey. Each challenge opens one session. The fields of the payload are resolved for the new
    /// viewer. Send it as the only root field of the operation.
    /// </summary>
    [Alone]
    [Errors(typeof(ValidationError), typeof(PasskeyRefusedError))]
    public static async Task<SessionOpened> SignInWithPasskey(
        PasskeySignIns signIns,
        PasskeySettings settings,
        Accounts accounts,
        SessionOpening opening,
        Caller caller,
        SignInWithPasskeyInput input)
    {
        accounts.RequireBuiltIn();
        settings.RequireConfigured();
        var opened = await signIns.SignInAsync(
            new PasskeyAssertion(input.Challenge, input.Credential), input.DeviceToken, caller.Origin);
        return await opening.BecomeAsync(opened);
    }
}
