using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;
using Graph.Api.Server.Errors;
using Graph.Api.Users;
using Graph.Domain.Friendships;
using Graph.Domain.Funds;
using Graph.Domain.Funds.Institutions;
using Graph.Domain.Shared;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;

namespace Graph.Api.Funds.Institutions;

/// <summary>The data of a new institution.</summary>
/// <param name="Name">The name of the company, 1 to 40 characters.</param>
/// <param name="LicenceNumber">The unified social credit code (GB 32100-2015), 18 characters.</param>
public sealed record OpenInstitutionInput(string Name, string LicenceNumber);

/// <summary>The institution to verify.</summary>
/// <param name="Institution">The ID of the institution.</param>
/// <param name="Verified">True verifies it, false takes that back.</param>
public sealed record VerifyInstitutionInput(InstitutionId Institution, bool Verified = true);

/// <summary>The institution to hand over.</summary>
/// <param name="Institution">The ID of the institution.</param>
/// <param name="User">The ID of the new owner, who needs the level CLASS_III and owns at most 4 other institutions.</param>
public sealed record TransferInstitutionInput(InstitutionId Institution, UserId User);

/// <summary>The friend to add to the staff of an institution.</summary>
/// <param name="Institution">The ID of an institution that the viewer owns.</param>
/// <param name="User">The ID of a friend of the viewer.</param>
public sealed record AddInstitutionStaffInput(InstitutionId Institution, UserId User);

/// <summary>The person to remove from the staff of an institution.</summary>
/// <param name="Institution">The ID of an institution for which the viewer works.</param>
/// <param name="User">
/// The ID of a member of the staff. The owner may remove everybody except themselves; others may remove only themselves.
/// </param>
public sealed record RemoveInstitutionStaffInput(InstitutionId Institution, UserId User);

/// <param name="Institution">The new institution, which is not verified yet.</param>
public sealed record InstitutionOpened(InstitutionNode Institution);

/// <param name="Institution">The institution after the mutation; null when the viewer has left it and does not see it any more.</param>
public sealed record InstitutionChanged(InstitutionNode? Institution);

[MutationFields]
public sealed class InstitutionMutations
{
    /// <summary>
    /// Opens an institution. The viewer becomes its owner and a member of its staff, and gets the role INSTITUTION. It can
    /// prepare funds at once; they are for sale when an operator has verified it. A person can own at most 5. Calling it again
    /// with the same licence fails with ValidationError.
    /// </summary>
    [RequiresRealName(RealNameLevel.ClassIII)]
    [Errors(typeof(ValidationError), typeof(InstitutionLimitError))]
    public static async Task<InstitutionOpened> OpenInstitution(
        InstitutionRegister institutions,
        FundLoaders funds,
        UserLoaders users,
        Caller caller,
        OpenInstitutionInput input)
    {
        var id = await institutions.OpenAsync(caller.Viewer, input.Name, input.LicenceNumber);
        await users.RefreshViewerAsync(CancellationToken.None);
        return new InstitutionOpened((await funds.Institutions.LoadAsync(id, CancellationToken.None))!);
    }

    /// <summary>
    /// Lets an institution sell its funds after an operator has looked at its licence, or takes that back (`verified: false`). Then
    /// nobody can invest there any more and standing orders pause, but open orders are completed and people can redeem what they hold.
    /// The staff are told. Only operators who do not work for the institution can do this. Calling it again changes nothing.
    /// </summary>
    [RequiresRole(Role.Admin)]
    [Errors(typeof(ValidationError), typeof(NotFoundError))]
    public static async Task<InstitutionChanged> VerifyInstitution(
        InstitutionOperators institutions, FundLoaders funds, Caller caller, VerifyInstitutionInput input) =>
        await ChangedAsync(await institutions.VerifyAsync(caller.Viewer, input.Institution, input.Verified), funds);

    /// <summary>
    /// Hands an institution over to a new owner at CLASS_III, for example before its owner closes the account. The former owner stays in
    /// the staff, and can leave it with `removeInstitutionStaff`. Both, and the staff, are told. For operators who do not work
    /// for it, and who do not get it. Calling it again changes nothing.
    /// </summary>
    [RequiresRole(Role.Admin)]
    [Errors(typeof(ValidationError), typeof(NotFoundError), typeof(InstitutionLimitError))]
    public static async Task<InstitutionChanged> TransferInstitution(
        InstitutionOperators institutions, FundLoaders funds, Caller caller, TransferInstitutionInput input) =>
        await ChangedAsync(await institutions.TransferAsync(caller.Viewer, input.Institution, input.User), funds);

    /// <summary>
    /// Adds a friend of the owner to the staff of an institution. Only the owner may do it. The staff create funds and publish
    /// their days. Calling it again changes nothing.
    /// </summary>
    [RequiresRole(Role.Institution)]
    [Errors(
        typeof(NotFoundError),
        typeof(InstitutionOwnerOnlyError),
        typeof(NotFriendsError),
        typeof(InstitutionLimitError),
        typeof(AccountFrozenError),
        typeof(AccountRestrictedError))]
    public static async Task<InstitutionChanged> AddInstitutionStaff(
        InstitutionRegister institutions, FundLoaders funds, Caller caller, AddInstitutionStaffInput input) =>
        await ChangedAsync(await institutions.AddStaffAsync(caller.Viewer, input.Institution, input.User), funds);

    /// <summary>
    /// Removes a person from the staff of an institution at once. The owner may remove everybody except themselves; others may
    /// remove only themselves. When the owner calls it again, it changes nothing.
    /// </summary>
    [RequiresRole(Role.Institution)]
    [Errors(typeof(NotFoundError), typeof(InstitutionOwnerOnlyError), typeof(AccountFrozenError), typeof(AccountRestrictedError))]
    public static async Task<InstitutionChanged> RemoveInstitutionStaff(
        InstitutionRegister institutions, FundLoaders funds, Caller caller, RemoveInstitutionStaffInput input) =>
        await ChangedAsync(await institutions.RemoveStaffAsync(caller.Viewer, input.Institution, input.User), funds);

    private static async Task<InstitutionChanged> ChangedAsync(InstitutionId id, FundLoaders funds) =>
        new(await funds.Institutions.LoadAsync(id, CancellationToken.None));
}
