using Graph.Api.Server.Errors;

namespace Graph.Api.Auth;

/// <summary>Who keeps the accounts.</summary>
/// <param name="Authority">Null for this program itself.</param>
public sealed record Accounts(Authority? Authority)
{
    /// <summary>Signing up and in, and passwords, are the authority's where there is one.</summary>
    public void RequireBuiltIn()
    {
        if (Authority is { } external)
        {
            throw new GraphError(ErrorCodes.OperationNotAllowed, $"Accounts are kept by {external.Url}: sign in there, and send its token.");
        }
    }
}
