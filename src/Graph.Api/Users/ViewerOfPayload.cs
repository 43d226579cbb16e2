using Graph.Api.Server.Authorization;
using Graph.Api.Server.Conventions;

namespace Graph.Api.Users;

/// <summary>The field `viewer` of every mutation's payload.</summary>
[PayloadFields]
public sealed class ViewerOfPayload
{
    /// <summary>
    /// The viewer after the mutation, to fetch whatever it changed. Null when nobody is signed in, or not any more.
    /// </summary>
    [AnswersNull]
    public static async Task<ViewerNode?> Viewer(UserLoaders users, CancellationToken cancellationToken) =>
        await users.FindViewerAsync(cancellationToken);
}
