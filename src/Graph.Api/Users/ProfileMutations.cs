using Graph.Api.Auth;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Errors;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;

namespace Graph.Api.Users;

/// <summary>What is to change; what is left out or null stays, and an empty text clears avatarUrl and bio.</summary>
/// <param name="DisplayName">The name to show, 1 to 40 characters.</param>
/// <param name="AvatarUrl">An https address, at most 500 characters.</param>
/// <param name="Bio">At most 300 characters.</param>
/// <param name="ShowsRealNameToFriends">Whether friends see the whole real name.</param>
/// <param name="FriendsSeeFriends">Whether friends see who the other friends are.</param>
/// <param name="FoundByPhone">Whether whoever knows the phone number finds the account by it.</param>
/// <param name="DefaultVisibility">Who may see a payment when its sender says nothing.</param>
public sealed record UpdateProfileInput(
    string? DisplayName,
    string? AvatarUrl,
    string? Bio,
    bool? ShowsRealNameToFriends,
    bool? FriendsSeeFriends,
    bool? FoundByPhone,
    Visibility? DefaultVisibility);

/// <summary>A new password.</summary>
/// <param name="Password">The password that the account has.</param>
/// <param name="NewPassword">8 to 128 characters, at least one letter and one that is none.</param>
public sealed record ChangePasswordInput(string Password, string NewPassword);

/// <summary>A new payment PIN.</summary>
/// <param name="Pin">Six digits, not all the same.</param>
/// <param name="Password">The account's password, to confirm.</param>
public sealed record SetPaymentPinInput(string Pin, string Password);

/// <summary>Why the account is frozen.</summary>
/// <param name="Reason">A note for oneself and for support, at most 200 characters.</param>
public sealed record FreezeAccountInput(string? Reason);

/// <summary>What confirms that the owner is back.</summary>
/// <param name="Password">The account's password.</param>
/// <param name="PaymentPin">Six digits; needed when a payment PIN is set.</param>
public sealed record UnfreezeAccountInput(string Password, string? PaymentPin);

/// <param name="Viewer">The account as it is now.</param>
public sealed record ViewerChanged(ViewerNode Viewer);

[MutationFields]
public sealed class ProfileMutations
{
    /// <summary>Changes what others see.</summary>
    [Authenticated]
    [Errors(typeof(ValidationError))]
    public static async Task<ViewerChanged> UpdateProfile(
        Profiles profiles,
        UserLoaders users,
        Caller caller,
        UpdateProfileInput input,
        CancellationToken cancellationToken)
    {
        await profiles.UpdateAsync(caller.Viewer, new ProfileChange(
            input.DisplayName,
            input.AvatarUrl,
            input.Bio,
            input.ShowsRealNameToFriends,
            input.FriendsSeeFriends,
            input.FoundByPhone,
            input.DefaultVisibility));
        return new ViewerChanged(await users.ViewerAsync(cancellationToken));
    }

    /// <summary>Changes the password, and ends all other sessions at once, with their live streams. Comes alone.</summary>
    [Authenticated]
    [Alone]
    [Errors(typeof(ValidationError), typeof(WrongPasswordError))]
    public static async Task<ViewerChanged> ChangePassword(
        Sessions sessions,
        Accounts accounts,
        UserLoaders users,
        Caller caller,
        ChangePasswordInput input,
        CancellationToken cancellationToken)
    {
        accounts.RequireBuiltIn();
        await sessions.ChangePasswordAsync(
            caller.Viewer, caller.Session!.Value, input.Password, input.NewPassword, caller.Origin);
        return new ViewerChanged(await users.ViewerAsync(cancellationToken));
    }

    /// <summary>Sets or changes the payment PIN, which payments beyond ¥1,000 a day need. Comes alone.</summary>
    [Authenticated]
    [Alone]
    [Errors(typeof(ValidationError), typeof(WrongPasswordError))]
    public static async Task<ViewerChanged> SetPaymentPin(
        Profiles profiles,
        UserLoaders users,
        Caller caller,
        SetPaymentPinInput input,
        CancellationToken cancellationToken)
    {
        await profiles.SetPaymentPinAsync(caller.Viewer, input.Pin, input.Password, caller.Origin);
        return new ViewerChanged(await users.ViewerAsync(cancellationToken));
    }

    /// <summary>
    /// Locks money in at once: no new payments leave the account, and delayed ones wait. Withdrawing to one's own card,
    /// taking back and receiving go on. Again changes nothing.
    /// </summary>
    [Authenticated]
    [Errors(typeof(ValidationError))]
    public static async Task<ViewerChanged> FreezeAccount(
        Profiles profiles, UserLoaders users, Caller caller, FreezeAccountInput input, CancellationToken cancellationToken)
    {
        await profiles.FreezeAsync(caller.Viewer, input.Reason);
        return new ViewerChanged(await users.ViewerAsync(cancellationToken));
    }

    /// <summary>Opens a frozen account again; delayed transfers whose time has come settle then. Comes alone.</summary>
    [Authenticated]
    [Alone]
    [Errors(typeof(ValidationError), typeof(WrongPasswordError), typeof(PaymentPinRequiredError), typeof(WrongPaymentPinError))]
    public static async Task<ViewerChanged> UnfreezeAccount(
        Profiles profiles, UserLoaders users, Caller caller, UnfreezeAccountInput input, CancellationToken cancellationToken)
    {
        await profiles.UnfreezeAsync(caller.Viewer, input.Password, input.PaymentPin, caller.Origin);
        return new ViewerChanged(await users.ViewerAsync(cancellationToken));
    }
}
