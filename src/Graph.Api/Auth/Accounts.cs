using Graph.Api.Server.Errors;

namespace Graph.Api.Auth;

/// <summary>The place where accounts are kept: in this program, or at an external authority.</summary>
/// <param name="Authority">The external authority; null when this program keeps the accounts.</param>
public sealed record Accounts(Authority? Authority)
{
    /// <summary>
    /// Refuses an operation when an external authority keeps the accounts, because sign-up, sign-in and passwords are
    /// done there.
    /// </summary>
    public void RequireBuiltIn()
    {
        if (Authority is { } external)
        {
            throw new GraphError(
                ErrorCodes.OperationNotAllowed,
                $"Accounts are kept by {external.Url}. Sign in there, and send the token from there.");
        }
    }
}
