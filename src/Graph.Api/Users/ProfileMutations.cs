using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Errors;
using Graph.Domain.Shared;
using Graph.Domain.Users;

namespace Graph.Api.Users;

/// <summary>What is to change; what is left out or null stays, and an empty text clears avatarUrl and bio.</summary>
/// <param name="DisplayName">The name to show, 1 to 40 characters.</param>
/// <param name="AvatarUrl">An https address, at most 500 characters.</param>
/// <param name="Bio">At most 300 characters.</param>
/// <param name="ShowsRealNameToFriends">Whether friends see the whole real name.</param>
/// <param name="FriendsSeeFriends">Whether friends see who the other friends are.</param>
/// <param name="DefaultVisibility">Who may see a payment when its sender says nothing.</param>
public sealed record UpdateProfileInput(
    string? DisplayName,
    string? AvatarUrl,
    string? Bio,
    bool? ShowsRealNameToFriends,
    bool? FriendsSeeFriends,
    Visibility? DefaultVisibility);

/// <summary>A new payment PIN.</summary>
/// <param name="Pin">Six digits, not all the same.</param>
/// <param name="Password">The account's password, to confirm.</param>
public sealed record SetPaymentPinInput(string Pin, string Password);

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
            input.DefaultVisibility));
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
}
