using Graph.Api.Auth;
using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Documents;
using Graph.Api.Server.Errors;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.Phones;
using Graph.Domain.Users.Privacy;

namespace Graph.Api.Users.Security;

/// <summary>The phone of an account whose password is forgotten.</summary>
/// <param name="Phone">The proved phone of the account, with or without +86.</param>
/// <param name="DeviceToken">
/// The `deviceToken` of an earlier sign-in on this device. With it, the owner still gets codes when strangers have used
/// up those of the day.
/// </param>
public sealed record RequestPasswordResetInput(string Phone, string? DeviceToken);

/// <summary>The code that was sent to the phone, and a new password.</summary>
/// <param name="Challenge">The `challenge` that `requestPasswordReset` returned.</param>
/// <param name="Code">The code that was sent to the phone.</param>
/// <param name="NewPassword">
/// 8 to 128 characters, with at least one letter and one character that is not a letter.
/// </param>
public sealed record ResetPasswordInput(PhoneChallengeId Challenge, string Code, string NewPassword);

/// <summary>The code that was sent to the new phone.</summary>
/// <param name="Challenge">The `challenge` that `requestPhoneCode` returned for the new phone.</param>
/// <param name="Code">The code that was sent to the new phone.</param>
/// <param name="Password">The account's password, which confirms the change.</param>
public sealed record ChangePhoneInput(PhoneChallengeId Challenge, string Code, string Password);

/// <summary>The secret that confirms that the owner closes the account.</summary>
/// <param name="Password">The account's password.</param>
public sealed record CloseAccountInput(string Password);

/// <summary>The secret that confirms that the owner wants the data.</summary>
/// <param name="Password">The account's password.</param>
public sealed record ExportMyDataInput(string Password);

/// <param name="ClosedAt">The time at which the account was closed, in UTC.</param>
public sealed record AccountClosed(DateTime ClosedAt);

/// <param name="Url">The address from which the data can be downloaded once, as a JSON document.</param>
/// <param name="ExpiresAt">The time at which the address expires, in UTC.</param>
public sealed record DataExported(string Url, DateTime ExpiresAt);

[MutationFields]
public sealed class AccountMutations
{
    /// <summary>
    /// Sends a one-time code with which the owner of the phone can set a new password. The answer is the same whether
    /// or not an account has the phone. For 24 hours after `changePhone`, the old phone can be used too. Send it as the
    /// only root field of the operation.
    /// </summary>
    [Alone]
    [Errors(typeof(ValidationError), typeof(VerifierUnavailableError))]
    public static async Task<PhoneCodeSent> RequestPasswordReset(
        PasswordResets resets, Accounts accounts, Caller caller, RequestPasswordResetInput input, CancellationToken cancellationToken)
    {
        accounts.RequireBuiltIn();
        return PhoneCodeSent.Of(await resets.RequestAsync(input.Phone, input.DeviceToken, caller.Origin, cancellationToken));
    }

    /// <summary>
    /// Sets a new password by a code to the phone, ends all sessions, and opens a new one. With a code to the old phone,
    /// it also undoes the last change of the phone. For 24 hours, every payment but `repayLoan` and `payGuarantee` takes the payment PIN, and
    /// the account cannot be unfrozen, closed or exported, nor its phone changed. Send it as the only root field of the operation.
    /// </summary>
    [Alone]
    [Errors(typeof(ValidationError))]
    public static async Task<SessionOpened> ResetPassword(
        PasswordResets resets,
        Accounts accounts,
        SessionOpening opening,
        Caller caller,
        ResetPasswordInput input)
    {
        accounts.RequireBuiltIn();
        var opened = await resets.ResetAsync(input.Challenge, input.Code, input.NewPassword, caller.Origin);
        return await opening.BecomeAsync(opened);
    }

    /// <summary>
    /// Changes the phone of the viewer's account. `requestPhoneCode` sends the code to the new phone. The old phone is
    /// told, and can undo the change for 24 hours with `requestPasswordReset`. During that time the account is
    /// restricted like after a reset of the password. Send it as the only root field of the operation.
    /// </summary>
    [Authenticated]
    [Alone]
    [Errors(typeof(ValidationError), typeof(WrongPasswordError), typeof(PhoneTakenError), typeof(AccountRestrictedError))]
    public static async Task<ViewerChanged> ChangePhone(
        PhoneProofs phones,
        Accounts accounts,
        UserLoaders users,
        Caller caller,
        ChangePhoneInput input)
    {
        accounts.RequireBuiltIn();
        await phones.ChangeAsync(caller.Viewer, input.Challenge, input.Code, input.Password, caller.Origin);
        return await ViewerChanged.ShownAsync(users);
    }

    /// <summary>
    /// Closes the viewer's account for good, and ends all its sessions. The wallet must be empty, and nothing may be
    /// open. Nobody finds the account any more. Its personal data is erased after the years for which the law keeps
    /// data about money; payments stay, under a pseudonym. Send it as the only root field of the operation.
    /// </summary>
    [Authenticated]
    [Alone]
    [Errors(typeof(ValidationError), typeof(WrongPasswordError), typeof(AccountRestrictedError), typeof(AccountNotEmptyError))]
    public static async Task<AccountClosed> CloseAccount(AccountClosing closing, Caller caller, CloseAccountInput input) =>
        new(await closing.CloseAsync(caller.Viewer, input.Password, caller.Origin));

    /// <summary>
    /// Makes a link to a copy of the viewer's data. The link works once, for 15 minutes, and can be made once a day;
    /// not while the account is frozen. Send it as the only root field of the operation.
    /// </summary>
    [Authenticated]
    [Alone]
    [Errors(
        typeof(ValidationError),
        typeof(WrongPasswordError),
        typeof(AccountFrozenError),
        typeof(AccountRestrictedError),
        typeof(ExportedRecentlyError))]
    public static async Task<DataExported> ExportMyData(
        DataExports exports, ExportAddress address, Caller caller, ExportMyDataInput input)
    {
        var link = await exports.RequestAsync(caller.Viewer, input.Password, caller.Origin);
        return new DataExported(address.Of(link.Token), link.ExpiresAt);
    }
}