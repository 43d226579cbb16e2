namespace Graph.Domain.Users.Accounts;

/// <summary>The people who may see that something happened. Amounts are always visible to the parties only.</summary>
public enum Visibility
{
    /// <summary>Every user who is signed in.</summary>
    Public = 0,

    /// <summary>Users who are friends of both sides.</summary>
    Friends = 1,

    /// <summary>Only the two sides.</summary>
    Parties = 2,
}
