using Graph.Api.Auth;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Errors;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Security;

namespace Graph.Api.Users;

/// <summary>
/// The changes to the viewer's profile and settings. A field that is left out or null stays as it is. An empty text
/// clears `avatarUrl` or `bio`.
/// </summary>
/// <param name="DisplayName">The name to show to others, 1 to 40 characters.</param>
/// <param name="AvatarUrl">The https address of a picture, at most 500 characters.</param>
/// <param name="Bio">A text about the viewer, at most 300 characters.</param>
/// <param name="ShowsRealNameToFriends">Whether friends see the viewer's full real name.</param>
/// <param name="FriendsSeeFriends">Whether friends see the list of the viewer's friends.</param>
/// <param name="FoundByPhone">Whether people who know the viewer's phone number can find the account by it.</param>
/// <param name="ShowsTrustBand">Whether friends see the band of the viewer's trust score.</param>
/// <param name="DefaultVisibility">
/// The visibility of the viewer's payments and purchases, and of the news that the viewer joined or founded a community. It applies when
/// the input of a mutation leaves `visibility` out or has none.
/// </param>
public sealed record UpdateProfileInput(
    string? DisplayName,
    string? AvatarUrl,
    string? Bio,
    bool? ShowsRealNameToFriends,
    bool? FriendsSeeFriends,
    bool? FoundByPhone,
    bool? ShowsTrustBand,
    Visibility? DefaultVisibility);

/// <summary>The current password and the new one.</summary>
/// <param name="Password">The current password of the account.</param>
/// <param name="NewPassword">
/// 8 to 128 characters, with at least one letter and one character that is not a letter. It must differ from
/// `password`.
/// </param>
public sealed record ChangePasswordInput(string Password, string NewPassword);

/// <summary>A new payment PIN.</summary>
/// <param name="Pin">The new payment PIN: six digits, not all the same.</param>
/// <param name="Password">The account's password, which confirms the change.</param>
/// <param name="CurrentPin">
/// The current payment PIN. It is needed only for 24 hours after a reset of the password or a change of the phone.
/// </param>
public sealed record SetPaymentPinInput(string Pin, string Password, string? CurrentPin);

/// <summary>The reason for freezing the account.</summary>
/// <param name="Reason">A note for the viewer and for support, at most 200 characters.</param>
public sealed record FreezeAccountInput(string? Reason);

/// <summary>The secrets that confirm that the account's owner unfreezes it.</summary>
/// <param name="Password">The account's password.</param>
/// <param name="PaymentPin">The payment PIN, six digits. It is needed when the account has one.</param>
public sealed record UnfreezeAccountInput(string Password, string? PaymentPin);

/// <summary>A change of the viewer's account. Every payload has `viewer`, so this needs no field of its own.</summary>
public sealed record ViewerChanged
{
    /// <summary>Makes the rest of the request see the change.</summary>
    internal static async Task<ViewerChanged> ShownAsync(UserLoaders users)
    {
        await users.RefreshViewerAsync(CancellationToken.None);
        return new ViewerChanged();
    }
}

[MutationFields]
public sealed class ProfileMutations
{
    /// <summary>
    /// Changes the viewer's profile and settings. Calling it again with the same input changes nothing.
    /// </summary>
    [Authenticated]
    [Errors(typeof(ValidationError))]
    public static async Task<ViewerChanged> UpdateProfile(
        Profiles profiles,
        UserLoaders users,
        Caller caller,
        UpdateProfileInput input)
    {
        await profiles.UpdateAsync(caller.Viewer, new ProfileChange(
            input.DisplayName,
            input.AvatarUrl,
            input.Bio,
            input.ShowsRealNameToFriends,
            input.FriendsSeeFriends,
            input.FoundByPhone,
            input.DefaultVisibility)
        {
            ShowsTrustBand = input.ShowsTrustBand,
        });
        return await ViewerChanged.ShownAsync(users);
    }

    /// <summary>
    /// Changes the viewer's password. It ends all other sessions and their live streams at once; the current session
    /// stays open. Calling it again with the same input fails, because the old password is no longer right. Send it as
    /// the only root field of the operation.
    /// </summary>
    [Authenticated]
    [Alone]
    [Errors(typeof(ValidationError), typeof(WrongPasswordError))]
    public static async Task<ViewerChanged> ChangePassword(
        PasswordChecks passwords,
        Accounts accounts,
        UserLoaders users,
        Caller caller,
        ChangePasswordInput input)
    {
        accounts.RequireBuiltIn();
        await passwords.ChangeAsync(
            caller.Viewer, caller.Session!.Value, input.Password, input.NewPassword, caller.Origin);
        return await ViewerChanged.ShownAsync(users);
    }

    /// <summary>
    /// Sets or changes the viewer's payment PIN. Payments beyond ¥1,000 a day need it. Calling it again sets the PIN
    /// again. For 24 hours after a reset of the password or a change of the phone, the current PIN is needed too. Send
    /// it as the only root field of the operation.
    /// </summary>
    [Authenticated]
    [Alone]
    [Errors(
        typeof(ValidationError),
        typeof(WrongPasswordError),
        typeof(AccountRestrictedError),
        typeof(PaymentPinRequiredError),
        typeof(WrongPaymentPinError))]
    public static async Task<ViewerChanged> SetPaymentPin(
        Profiles profiles,
        UserLoaders users,
        Caller caller,
        SetPaymentPinInput input)
    {
        await profiles.SetPaymentPinAsync(caller.Viewer, input.Pin, input.Password, caller.Origin, input.CurrentPin);
        return await ViewerChanged.ShownAsync(users);
    }

    /// <summary>
    /// Freezes the viewer's account at once: it can make no new payments, and its delayed transfers wait. The viewer
    /// can still withdraw to their own card, cancel delayed transfers and receive money. Calling it again changes
    /// nothing.
    /// </summary>
    [Authenticated]
    [Errors(typeof(ValidationError))]
    public static async Task<ViewerChanged> FreezeAccount(
        Profiles profiles, UserLoaders users, Caller caller, FreezeAccountInput input)
    {
        await profiles.FreezeAsync(caller.Viewer, input.Reason);
        return await ViewerChanged.ShownAsync(users);
    }

    /// <summary>
    /// Unfreezes the viewer's account. Delayed transfers whose time has come settle then. For 24 hours after a reset of
    /// the password or a change of the phone, the account stays frozen. A payment PIN that took the place of
    /// another one counts after 24 hours. Calling it again changes nothing. Send it as the only root field of the operation.
    /// </summary>
    [Authenticated]
    [Alone]
    [Errors(
        typeof(ValidationError),
        typeof(WrongPasswordError),
        typeof(AccountRestrictedError),
        typeof(PaymentPinRequiredError),
        typeof(WrongPaymentPinError))]
    public static async Task<ViewerChanged> UnfreezeAccount(
        Profiles profiles, UserLoaders users, Caller caller, UnfreezeAccountInput input)
    {
        await profiles.UnfreezeAsync(caller.Viewer, input.Password, input.PaymentPin, caller.Origin);
        return await ViewerChanged.ShownAsync(users);
    }
}
