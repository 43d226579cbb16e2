using System.Linq.Expressions;
using Graph.Domain.Persistence.Queries;
using Graph.Domain.Users.Accounts;
using Graph.Domain.Users.RealNames;

namespace Graph.Api.Users;

/// <summary>
/// The columns of an account that nodes of people show. An account has three times as many, and lists read hundreds of rows, so
/// queries select these alone.
/// </summary>
public sealed class UserProfile
{
    internal static readonly Expression<Func<User, UserProfile>> Shape = user => new UserProfile
    {
        Id = user.Id,
        Handle = user.Handle,
        DisplayName = user.DisplayName,
        AvatarUrl = user.AvatarUrl,
        Bio = user.Bio,
        Level = user.Level,
        RealName = user.RealName,
        ShowsRealNameToFriends = user.ShowsRealNameToFriends,
        ShowsTrustBand = user.ShowsTrustBand,
        JoinedAt = user.JoinedAt,
    };

    private static readonly Func<User, UserProfile> Made = Shape.Compile();

    public required UserId Id { get; init; }

    public required string Handle { get; init; }

    public required string DisplayName { get; init; }

    public required string? AvatarUrl { get; init; }

    public required string? Bio { get; init; }

    public required RealNameLevel Level { get; init; }

    public required string? RealName { get; init; }

    public required bool ShowsRealNameToFriends { get; init; }

    public required bool ShowsTrustBand { get; init; }

    public required DateTime JoinedAt { get; init; }

    /// <summary>The profile of an account. Within a query the database selects its columns alone.</summary>
    [Composed(nameof(Shape))]
    public static UserProfile Of(User user) => Made(user);
}
